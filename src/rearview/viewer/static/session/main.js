// A session's page: asks for its outline, and keeps the time axis, the transcript and the pane on the same event.

import { isTyping, showTimes } from "../shell.js";
import { Model } from "./model.js";
import { Pane } from "./pane.js";
import { Search } from "./search.js";
import { Transcript } from "./transcript.js";
import { Waterfall } from "./waterfall.js";
import { number } from "./words.js";

const LIVE_MS = 2000;
const base = `${location.pathname.replace(/\/$/, "")}/-/`;
const $ = (id) => document.getElementById(id);

const waterfall = new Waterfall($("chart"), $("minimap"), $("tip"));
const transcript = new Transcript($("transcript"), base);
const pane = new Pane($("pane"), base);
const search = new Search({ base, select: (event) => select(event, "center"), show });
let model = null;
let selected = null;

async function outlined(stamp) {
  const answer = await fetch(`${base}outline${stamp ? `?stamp=${encodeURIComponent(stamp)}` : ""}`);
  if (answer.status === 204) return null;
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

async function heading() {
  const answer = await fetch(`${base}head`);
  const head = $("head");
  const open = [...head.querySelectorAll("[data-more][aria-expanded=true]")].map((button) => button.getAttribute("aria-controls"));
  head.innerHTML = await answer.text();
  head.removeAttribute("aria-busy");
  showTimes(head);
  for (const id of open) expand(head.querySelector(`[aria-controls="${id}"]`), true);
}

function expand(button, open) {
  if (!button) return;
  button.setAttribute("aria-expanded", open);
  $(button.getAttribute("aria-controls")).hidden = !open;
}

function take(outline) {
  model = new Model(outline);
  document.title = `${model.title} · Rearview`;
  waterfall.set(model);
  transcript.set(model);
  $("errors").textContent = model.errors.length ? `${number(model.errors.length)} ${model.errors.length === 1 ? "error" : "errors"}` : "no errors";
  for (const button of document.querySelectorAll("[data-error]")) button.disabled = !model.errors.length;
}

function show(hits) {
  const found = new Set(hits);
  transcript.mark(found);
  waterfall.hits = found;
  waterfall.later();
}

async function select(event, block = "nearest") {
  if (!model || event < 0 || event >= model.count) return;
  selected = event;
  transcript.select(event, block);
  waterfall.select(event);
  $("spoken").textContent = waterfall.told(event);
  point(await pane.show({ at: event }));
}

/** Let the address name what is selected, so that it can be sent to somebody. */
function point(article) {
  if (!article || Number(article.dataset.at) !== selected) return;
  const { step, turn, at } = article.dataset;
  const hash = step ? `#step=${encodeURIComponent(step)}` : turn ? `#turn=${encodeURIComponent(turn)}` : `#event=${at}`;
  if (location.hash !== hash) history.replaceState(null, "", hash);
}

async function follow() {
  const asked = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  if (asked.event) return select(Number(asked.event), "center");
  if (!asked.step && !asked.turn) return undefined;
  const article = await pane.show(asked.step ? { step: asked.step } : { turn: asked.turn });
  return article && select(Number(article.dataset.at), "center");
}

function close() {
  selected = null;
  pane.close();
  waterfall.select(-1);
  history.replaceState(null, "", location.pathname + location.search);
}

function toError(step) {
  const { errors } = model;
  if (!errors.length) return;
  const here = selected ?? (step > 0 ? -1 : model.count);
  const next = step > 0 ? errors.find((event) => event > here) : errors.findLast((event) => event < here);
  select(next ?? (step > 0 ? errors[0] : errors.at(-1)), "center");
}

function along(step) {
  const { steps } = model;
  const place = selected === null ? -1 : steps.findIndex((event) => event >= selected);
  const exact = steps[place] === selected;
  select(steps[Math.min(steps.length - 1, Math.max(0, place < 0 ? 0 : place + (step > 0 ? (exact ? 1 : 0) : -1)))], "center");
}

const views = document.querySelectorAll("[data-view]");
function view(mode) {
  for (const button of views) button.setAttribute("aria-pressed", button.dataset.view === mode);
  waterfall.show(mode);
  if (selected !== null) waterfall.select(selected);
}
for (const button of views) button.addEventListener("click", () => view(button.dataset.view));
$("squeeze").addEventListener("change", (event) => waterfall.change({ squeeze: event.target.checked }));
$("critical").addEventListener("change", (event) => waterfall.change({ critical: event.target.checked }));
for (const button of document.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => ZOOMS[button.dataset.zoom]());
const ZOOMS = { in: () => waterfall.zoom(0.5), out: () => waterfall.zoom(2), all: () => waterfall.all() };
for (const button of document.querySelectorAll("[data-error]")) button.addEventListener("click", () => toError(Number(button.dataset.error)));
$("fold").addEventListener("click", (event) => {
  const all = event.target.getAttribute("aria-pressed") !== "true";
  event.target.setAttribute("aria-pressed", all);
  event.target.textContent = all ? "Fold all" : "Unfold all";
  transcript.foldAll(all);
});
waterfall.onSelect = (event) => select(event, "center");
transcript.onSelect = (event) => select(event);
pane.onClose = close;
addEventListener("hashchange", follow);
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-at]");
  if (link) { event.preventDefault(); select(Number(link.dataset.at), "center"); }
  const button = event.target.closest("[data-more]");
  if (button) expand(button, button.getAttribute("aria-expanded") !== "true");
  const more = event.target.closest("#more-findings");
  if (more) { for (const item of document.querySelectorAll(".findings > li[hidden]")) item.hidden = false; more.parentElement.remove(); }
});

const KEYS = {
  j: () => move(1), k: () => move(-1), n: () => toError(1), p: () => toError(-1),
  "+": ZOOMS.in, "=": ZOOMS.in, "-": ZOOMS.out, 0: ZOOMS.all,
  w: () => view(waterfall.mode === "lanes" ? "waterfall" : "lanes"),
  c: () => { $("critical").checked = !$("critical").checked; waterfall.change({ critical: $("critical").checked }); },
  Escape: close,
};
function move(step) {
  const key = transcript.neighbour(step);
  if (key === undefined) return;
  if (key >= 0) { select(key); return; }
  // A folded run can't be shown in the pane; it is passed over to on the way, and Enter unfolds it.
  transcript.selectRun(key);
}
document.addEventListener("keydown", (event) => {
  if (!model || isTyping(event)) return;
  if (event.key === "Enter" && !event.target.closest("a, button, summary")) {
    if (transcript.selected !== null && transcript.toggle(transcript.selected)) event.preventDefault();
  } else if (document.activeElement === $("chart") && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
    event.preventDefault();
    along(event.key === "ArrowRight" ? 1 : -1);
  } else if (Object.hasOwn(KEYS, event.key)) {
    event.preventDefault();
    KEYS[event.key]();
  }
});

async function live() {
  try {
    const outline = document.hidden ? null : await outlined(model.stamp);
    if (outline) {
      pane.forget();
      take(outline);
      await heading();
      search.again();
      if (selected !== null) select(selected);
    }
  } catch { /* the viewer may have ended: what is shown stays */ }
  if (model.open) setTimeout(live, LIVE_MS);
}

try {
  take(await outlined());
  performance.mark("usable");
  const words = new URLSearchParams(location.search).get("q");
  await Promise.all([heading(), follow(), words && search.begin(words, !location.hash)]);
  if (model.open) setTimeout(live, LIVE_MS);
} catch (error) {
  const held = document.createElement("template");
  held.innerHTML = error.message;
  const told = held.content.querySelector("main .empty");
  $("wait").replaceChildren(told ?? "The viewer doesn’t answer: it may have been ended.");
  $("head").removeAttribute("aria-busy");
}
