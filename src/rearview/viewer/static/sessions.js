// The list of sessions: more rows as they are scrolled to, keys, a look ahead at the session that is about to be opened,
// and another choice of sessions in place of this one, without a page being loaded anew.

import { isTyping, showTimes } from "./shell.js";

const KEPT = 6; // pages of rows in the document at once; others are a gap of their height
const SOON_MS = 120;

const main = document.getElementById("main");
let table = null;
let loading = false;
let selected = null;
let latest = 0;

async function more() {
  const mine = table;
  const last = mine.tBodies[mine.tBodies.length - 1];
  if (loading || !last.dataset.next) return;
  loading = true;
  try {
    const answer = await fetch(`/sessions/rows?${last.dataset.next}`);
    const rows = answer.ok ? await answer.text() : null;
    if (rows === null || mine !== table) return; // another choice may have come in the meantime
    const held = document.createElement("template");
    held.innerHTML = `<table>${rows}</table>`;
    const body = held.content.querySelector("tbody");
    showTimes(body);
    tick(body);
    mine.append(body);
    seen.observe(body);
    if (!body.dataset.next) document.querySelector(".next")?.remove();
  } finally {
    if (mine === table) loading = false;
  }
  moreIfNear(); // whoever scrolled to the end at once is still there
}

function moreIfNear() {
  const scroller = table?.closest(".scroll");
  const scrolls = scroller && scroller.scrollHeight > scroller.clientHeight;
  if (scrolls && scroller.scrollTop + scroller.clientHeight > scroller.scrollHeight - 1500) more();
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
  const bar = document.getElementById("picked");
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

/** Take what there is to see: at first, and whenever another choice has come. */
function take() {
  table = document.getElementById("rows");
  selected = null;
  loading = false;
  seen.disconnect();
  for (const body of table?.tBodies ?? []) seen.observe(body);
  table?.closest(".scroll")?.addEventListener("scroll", moreIfNear, { passive: true });
  if (matchMedia("(max-width: 900px)").matches) document.querySelector(".facets details").open = false;
  showPicked();
}

/** Show another choice of sessions, as its address says; where that fails, go there. */
async function go(address, { remember = true } = {}) {
  const mine = ++latest;
  main.setAttribute("aria-busy", true);
  const answer = await fetch(address).catch(() => null);
  if (mine !== latest) return;
  const found = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  if (!found?.getElementById("search")) {
    location.href = address;
    return;
  }
  if (remember) history.pushState(null, "", address);
  document.querySelector(".bar nav").replaceWith(found.querySelector(".bar nav"));
  main.replaceChildren(...found.getElementById("main").childNodes);
  main.removeAttribute("aria-busy");
  showTimes(main);
  take();
  scrollTo(0, 0);
  main.focus({ preventScroll: true });
}

function isPlain(event) {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}

main.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (link?.pathname === "/sessions" && !link.download && isPlain(event)) {
    event.preventDefault();
    go(link.href);
  } else if (event.target.closest("#picked button")) {
    keep([]);
  } else if (!link && !event.target.closest(".pick") && !getSelection().toString()) {
    event.target.closest("#rows tbody tr:not(.room)")?.querySelector("a").click();
  }
});
main.addEventListener("pointerover", (event) => {
  const link = event.target.closest("#rows tbody tr:not(.room)")?.querySelector("a");
  if (link) soon(link);
});
main.addEventListener("change", (event) => {
  if (event.target.matches(".pick input")) pick(event.target.value);
  else if (event.target.form?.id === "search" && event.target.type !== "search") event.target.form.requestSubmit();
});
main.addEventListener("submit", (event) => {
  // An address says no more than what was chosen.
  const said = [...new FormData(event.target)].filter(([name, value]) => value && !(name === "sort" && value === "-started"));
  event.preventDefault();
  go(`/sessions${said.length ? "?" : ""}${new URLSearchParams(said)}`);
});
document.addEventListener("keydown", (event) => {
  if (isTyping(event) || !table) return;
  if (event.key === "j") select(neighbour(selected, 1));
  else if (event.key === "k") select(neighbour(selected, -1));
  else if (event.key === "x" && selected) {
    const { value } = selected.querySelector(".pick input");
    if (picked.length === 2 && picked.includes(value)) document.querySelector("#picked a").click();
    else pick(value);
  } else if (event.key === "Enter" && selected && !event.target.closest("a, button")) selected.querySelector("a").click();
});
addEventListener("popstate", () => go(location.href, { remember: false }));
document.addEventListener("opened", () => { if (!document.querySelector("dialog[open], input:focus")) location.reload(); });
take();
