// The transcript: what was said, with steps folded into runs and sub-agents into cards. Rows are asked for as they are
// scrolled to, and come as the server writes them.

import { VirtualList } from "../virtual.js";
import { showTimes } from "../shell.js";
import { runFirst } from "./model.js";
import { counted, duration, number } from "./words.js";

const AT_ONCE = 150;
const HEIGHTS = { turn: 40, input: 84, output: 110, step: 78, guardrail: 60, session: 76, end: 32, topic: 32, log: 32, charge: 32, verdicts: 32 };
const RUN = 36;
const NAMED = 4;

export class Transcript {
  constructor(scroller, base) {
    this.scroller = scroller;
    this.base = base;
    this.rows = new Map();
    this.wanted = new Set();
    this.folds = { cards: new Set(), runs: new Set(), all: false };
    this.selected = null;
    this.hits = new Set();
    this.list = new VirtualList(scroller, {
      make: (key, element) => this.#make(key, element),
      estimate: (key) => (key < 0 ? RUN : HEIGHTS[this.model.kindOf(key)] ?? 40),
      label: "What happened, in order",
    });
    this.list.onDraw = () => this.#ask();
    scroller.addEventListener("click", (event) => this.#click(event));
  }

  set(model) {
    const before = this.model;
    this.model = model;
    // What is there already may have gone on: a step that was open has ended. It is asked for again as it is seen.
    if (before) this.rows.clear();
    this.#renew();
    if (before) for (const key of this.list.shown.keys()) this.list.refresh(key);
  }

  foldAll(all) {
    this.folds.all = all;
    this.#renew();
  }

  /** Show an event, whatever it is folded in. */
  select(event, block = "nearest") {
    const before = this.selected;
    this.selected = event;
    if (this.model.reveal(event, this.folds)) this.#renew();
    if (before !== null) this.#mark(before);
    this.#mark(event);
    this.list.reveal(event, block);
  }

  /** Let a folded run be the selected row. */
  selectRun(key) {
    const before = this.selected;
    this.selected = key;
    if (before !== null) this.#mark(before);
    this.#mark(key);
    this.list.reveal(key);
  }

  mark(hits) {
    const before = this.hits;
    this.hits = hits;
    for (const key of this.list.shown.keys()) if (before.has(key) || hits.has(key) || key < 0) this.#mark(key);
  }

  /** The row that stands before or after the selected one. */
  neighbour(step) {
    const place = this.selected === null ? this.list.first() - step : this.list.places.get(this.selected) ?? this.list.first();
    return this.keys[Math.min(this.keys.length - 1, Math.max(0, place + step))];
  }

  /** Fold or unfold a row; false where there is nothing to fold. */
  toggle(key) {
    const [set, entry] = key < 0 ? [this.folds.runs, runFirst(key)] : [this.folds.cards, key];
    if (key >= 0 && !this.model.is(key, "session")) return false;
    if (set.has(entry)) set.delete(entry); else set.add(entry);
    this.#renew();
    this.list.refresh(key);
    return true;
  }

  #renew() {
    this.keys = this.model.rows(this.folds);
    this.list.set(this.keys);
    this.scroller.setAttribute("aria-busy", "false");
  }

  #make(key, element) {
    element.dataset.key = key;
    const event = key < 0 ? runFirst(key) : key;
    element.style.setProperty("--depth", Math.min(8, this.model.depthOf(event)));
    if (key < 0) this.#run(runFirst(key), element);
    else if (this.rows.has(key)) this.#fill(key, element);
    else { element.replaceChildren(); element.classList.add("coming"); this.wanted.add(key); }
    this.#mark(key);
  }

  #fill(key, element) {
    element.classList.remove("coming");
    element.innerHTML = this.rows.get(key);
    showTimes(element);
    if (!this.model.is(key, "session")) return;
    const lane = this.model.lanes[this.model.lane[key]];
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.fold = "";
    const open = this.folds.all || this.folds.cards.has(key);
    button.setAttribute("aria-expanded", open);
    button.textContent = `${open ? "Hide" : "Show"} ${counted(lane.steps, "step")}${lane.failed ? `, ${number(lane.failed)} failed` : ""}`;
    element.querySelector("article").append(button);
  }

  #run(first, element) {
    const run = this.model.run(first);
    const open = this.folds.runs.has(first);
    const names = [...run.counts].sort((a, b) => b[1] - a[1]);
    const named = names.slice(0, NAMED).map(([name, times]) => (times > 1 ? `${name} ×${times}` : name));
    const more = names.length > NAMED ? `, ${number(names.length - NAMED)} more` : "";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "run";
    button.dataset.fold = "";
    button.setAttribute("aria-expanded", open);
    const count = document.createElement("b");
    count.textContent = run.steps ? counted(run.steps, "step") : counted(run.events, "entry").replace("entrys", "entries");
    const what = document.createElement("span");
    what.textContent = named.join(", ") + more;
    const took = document.createElement("small");
    took.textContent = run.took ? duration(run.took) : "";
    button.append(count, what, took);
    element.replaceChildren(button);
    element.classList.remove("coming");
  }

  #mark(key) {
    const element = this.list.shown.get(key);
    if (!element) return;
    element.classList.toggle("selected", key === this.selected);
    const run = key < 0 ? this.model.run(runFirst(key)) : null;
    const hit = run ? [...this.hits].some((one) => one >= run.first && one < run.last) : this.hits.has(key);
    element.classList.toggle("hit", hit);
    if (key === this.selected) element.setAttribute("aria-current", "true"); else element.removeAttribute("aria-current");
  }

  async #ask() {
    if (this.asking || !this.wanted.size) return;
    this.asking = true;
    const wanted = [...this.wanted].filter((key) => this.list.shown.has(key)).slice(0, AT_ONCE);
    this.wanted.clear();
    try {
      if (wanted.length) this.#take(await (await fetch(`${this.base}rows?at=${wanted.join(",")}`)).text());
    } finally {
      this.asking = false;
    }
    if (this.wanted.size) this.#ask();
  }

  #take(html) {
    const held = document.createElement("template");
    held.innerHTML = html;
    for (const article of held.content.querySelectorAll("article[data-at]")) {
      const key = Number(article.dataset.at);
      this.rows.set(key, article.outerHTML);
      this.list.refresh(key);
    }
  }

  #click(event) {
    const row = event.target.closest(".row");
    if (!row) return;
    const key = Number(row.dataset.key);
    if (event.target.closest("[data-fold]")) this.toggle(key);
    else if (key >= 0 && !getSelection().toString()) this.onSelect(key);
  }
}
