// The page of SQL: runs a query without leaving the page, ends it when nobody wants it any more, and keeps it in the address.

import { isTyping, showTimes } from "./shell.js";

const $ = (id) => document.getElementById(id);
const form = $("query");
const text = $("text");
const answer = $("answer");
let running = null;

async function run({ remember = true } = {}) {
  running?.abort();
  if (!text.value.trim()) return;
  const asked = new URLSearchParams(new FormData(form)).toString();
  if (remember && location.search.slice(1) !== asked) history.pushState(null, "", `/sql?${asked}`);
  const mine = new AbortController();
  running = mine;
  busy(true);
  try {
    const found = await fetch(`/sql/answer?${asked}`, { signal: mine.signal });
    answer.innerHTML = await found.text();
    showTimes(answer);
  } catch (error) {
    if (error.name !== "AbortError") say("The viewer doesn’t answer. Is it still running?");
    else if (running === mine) say("Cancelled.");
  } finally {
    if (running === mine) {
      running = null;
      busy(false);
    }
  }
}

function say(words) {
  const said = document.createElement("p");
  said.className = "faint";
  said.textContent = words;
  answer.replaceChildren(said);
}

function busy(is) {
  answer.setAttribute("aria-busy", is);
  $("cancel").hidden = !is;
  if (is && !answer.childElementCount) say("Running …");
}

function ask(query) {
  text.value = query;
  text.rows = Math.min(20, Math.max(6, query.split("\n").length + 1));
  text.focus();
  run();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    run();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") running?.abort();
  else if (event.key === "/" && !isTyping(event)) text.setSelectionRange(text.value.length, text.value.length);
});
$("cancel").addEventListener("click", () => running?.abort());
$("recipes").addEventListener("change", (event) => {
  if (event.target.value) ask(event.target.value);
});
$("place")?.addEventListener("change", () => {
  // Another place may have other tables.
  location.href = `/sql?${new URLSearchParams(new FormData(form))}`;
});
document.querySelector(".tables").addEventListener("click", (event) => {
  const table = event.target.dataset.table;
  if (table) ask(`SELECT *\nFROM ${table}\nLIMIT 20`);
});

answer.addEventListener("click", (event) => {
  // A row that is cut off shows all that it holds, and again only its line.
  if (!event.target.closest("a") && !getSelection().toString()) event.target.closest(".answer tbody tr")?.classList.toggle("open");
});

$("columns").addEventListener("input", (event) => {
  const words = event.target.value.trim().toLowerCase();
  for (const table of document.querySelectorAll(".tables .table")) {
    const holds = table.textContent.toLowerCase().includes(words);
    table.hidden = !holds;
    table.open = Boolean(words) && holds && !table.querySelector("summary").textContent.toLowerCase().includes(words);
    for (const name of table.querySelectorAll("dt")) {
      const shown = !words || !table.open || `${name.textContent} ${name.nextElementSibling.textContent}`.toLowerCase().includes(words);
      name.hidden = name.nextElementSibling.hidden = !shown;
    }
  }
});

addEventListener("popstate", () => {
  text.value = new URLSearchParams(location.search).get("q") ?? "";
  if (text.value) run({ remember: false }); else answer.replaceChildren();
});
if (matchMedia("(max-width: 900px)").matches) document.querySelector(".tables details").open = false;
if (text.value) run({ remember: false }); else text.focus({ preventScroll: true });
