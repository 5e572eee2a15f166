// The list of sessions: more rows as they are scrolled to, keys, and a look ahead at the session that is about to be opened.

import { isTyping, showTimes } from "./shell.js";

const KEPT = 6; // pages of rows in the document at once; others are a gap of their height
const SOON_MS = 120;

const table = document.getElementById("rows");
const scroller = table?.closest(".scroll");
const next = document.querySelector(".next");
let loading = false;
let selected = null;

async function more() {
  const last = table.tBodies[table.tBodies.length - 1];
  if (loading || !last.dataset.next) return;
  loading = true;
  try {
    const answer = await fetch(`/sessions/rows?${last.dataset.next}`);
    if (!answer.ok) return;
    const held = document.createElement("template");
    held.innerHTML = `<table>${await answer.text()}</table>`;
    const body = held.content.querySelector("tbody");
    showTimes(body);
    tick(body);
    table.append(body);
    seen.observe(body);
    if (!body.dataset.next) next?.remove();
  } finally {
    loading = false;
  }
}

const kept = new WeakMap();
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const body = entry.target;
    if (entry.isIntersecting) {
      restore(body);
      if (body === table.tBodies[table.tBodies.length - 1]) more();
    } else if (table.tBodies.length > KEPT && !body.contains(selected)) {
      empty(body);
    }
  }
}, { root: null, rootMargin: "1500px 0px" });

function empty(body) {
  if (kept.has(body)) return;
  const height = body.offsetHeight;
  if (!height) return;
  kept.set(body, [...body.rows]);
  const gap = document.createElement("tr");
  gap.className = "room";
  const cell = document.createElement("td");
  cell.colSpan = 11;
  cell.style.height = `${height}px`;
  gap.append(cell);
  body.replaceChildren(gap);
}

function restore(body) {
  if (!kept.has(body)) return;
  body.replaceChildren(...kept.get(body));
  kept.delete(body);
}

function select(row) {
  if (!row || row.classList.contains("room")) return;
  selected?.removeAttribute("aria-selected");
  selected = row;
  row.setAttribute("aria-selected", "true");
  const link = row.querySelector("a");
  link.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  soon(link);
}

let timer = 0;
function soon(link) {
  clearTimeout(timer);
  timer = setTimeout(() => fetch(`${link.pathname}/-/ahead`, { priority: "low" }).catch(() => {}), SOON_MS);
}

// Two sessions to be compared. They are remembered from one choice of sessions to the next, for as long as the tab is open.
const bar = document.getElementById("picked");
let picked = [];
try { picked = JSON.parse(sessionStorage.getItem("picked")) ?? []; } catch { /* then none are */ }

function tick(within) {
  for (const box of within.querySelectorAll(".pick input")) box.checked = picked.includes(box.value);
}

function pick(value) {
  keep(picked.includes(value) ? picked.filter((one) => one !== value) : [...picked, value].slice(-2));
}

function keep(values) {
  picked = values;
  try { sessionStorage.setItem("picked", JSON.stringify(picked)); } catch { /* then they hold for this page */ }
  showPicked();
}

function showPicked() {
  if (!bar) return;
  const [a, b] = picked;
  const link = bar.querySelector("a");
  bar.hidden = !a;
  link.hidden = !b;
  bar.querySelector("output").textContent = b ? "" : "One chosen: choose another to compare it with.";
  if (b) link.href = `/compare?${new URLSearchParams({ a, b })}`;
  if (table) tick(table);
}

function neighbour(row, step) {
  const all = [...table.querySelectorAll("tbody tr:not(.room)")];
  return all[row ? all.indexOf(row) + step : 0];
}

if (table) {
  for (const body of table.tBodies) seen.observe(body);
  table.addEventListener("change", (event) => { if (event.target.matches(".pick input")) pick(event.target.value); });
  table.addEventListener("click", (event) => {
    if (event.target.closest(".pick")) return;
    const row = event.target.closest("tbody tr:not(.room)");
    if (row && !event.target.closest("a") && !getSelection().toString()) row.querySelector("a").click();
  });
  table.addEventListener("pointerover", (event) => {
    const link = event.target.closest("tbody tr:not(.room)")?.querySelector("a");
    if (link) soon(link);
  });
  document.addEventListener("keydown", (event) => {
    if (isTyping(event)) return;
    if (event.key === "j") select(neighbour(selected, 1));
    else if (event.key === "k") select(neighbour(selected, -1));
    else if (event.key === "x" && selected) {
      if (picked.length === 2 && picked.includes(selected.querySelector(".pick input").value)) bar.querySelector("a").click();
      else pick(selected.querySelector(".pick input").value);
    } else if (event.key === "Enter" && selected && !event.target.closest("a, button")) selected.querySelector("a").click();
  });
  scroller?.addEventListener("scroll", () => {
    if (scroller.scrollTop + scroller.clientHeight > scroller.scrollHeight - 1500) more();
  }, { passive: true });
}

bar?.querySelector("button").addEventListener("click", () => keep([]));
showPicked();

const form = document.getElementById("search");
form.addEventListener("change", (event) => { if (event.target.type !== "search") form.requestSubmit(); });
form.addEventListener("submit", () => {
  // An address says no more than what was chosen.
  for (const field of form.elements) if (!field.value || (field.name === "sort" && field.value === "-started")) field.disabled = true;
});
addEventListener("pageshow", () => { for (const field of form.elements) field.disabled = false; });
if (matchMedia("(max-width: 900px)").matches) document.querySelector(".facets details").open = false;
document.addEventListener("opened", () => { if (!document.querySelector("dialog[open], input:focus")) location.reload(); });
