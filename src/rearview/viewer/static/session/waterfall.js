// Steps on a time axis: a lane an agent, or a row a step; zoomed, moved, and looked at as a whole on a map above.
// Everything is drawn, and only what can be seen, so that fifty thousand steps move as smoothly as fifty.

import { CRITICAL, FAILED, FAULTY, OPEN } from "./model.js";
import { Axis } from "./axis.js";
import { lanes } from "./lanes.js";
import { paint } from "./paint.js";
import { counted, duration } from "./words.js";

const ROW = 18;
const AXIS = 22;
const LONG = 60; // more steps than this, and rows of all of them are specks
const CLOSEST_MS = 20; // so little fills the width at the closest

export class Waterfall {
  constructor(chart, minimap, tip) {
    Object.assign(this, { chart, minimap, tip, canvas: chart.querySelector("canvas"), room: chart.querySelector(".room") });
    this.view = { from: 0, to: 1 };
    this.mode = "lanes";
    this.squeeze = true;
    this.critical = false;
    this.hits = new Set();
    this.selected = -1;
    this.#listen();
  }

  set(model) {
    const first = !this.model;
    this.model = model;
    this.#measure(first);
  }

  change(options) {
    const before = this.axis && [this.axis.moment(this.view.from), this.axis.moment(this.view.to)];
    Object.assign(this, options);
    this.#measure(false);
    if ("squeeze" in options && before) this.#look(this.axis.place(before[0]), this.axis.place(before[1]));
  }

  /** Draw lanes, or rows: rows of a long session begin with those that can be seen, not as specks of the whole. */
  show(mode) {
    this.change({ mode });
    if (mode === "waterfall" && this.model.steps.length > LONG && this.view.to - this.view.from >= 1) {
      const [from, to] = this.#seen();
      if (to > from) this.#look(from - (to - from) * 0.05, to + (to - from) * 0.15);
    }
  }

  select(event) {
    this.selected = event;
    if (event >= 0 && this.model.at[event] >= 0) this.#bringIntoView(event);
    this.later();
  }

  zoom(factor, around = (this.view.from + this.view.to) / 2) {
    const least = Math.min(1, CLOSEST_MS / this.axis.span);
    const width = Math.min(1, Math.max(least, (this.view.to - this.view.from) * factor));
    const share = (around - this.view.from) / (this.view.to - this.view.from);
    this.#look(around - share * width, around + (1 - share) * width);
  }

  all() { this.#look(0, 1); }

  later() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.waiting = false;
    if (!this.model || !this.width) return;
    paint(this);
  }

  /** How wide names stand at the left. */
  get gutter() { return Math.min(220, Math.max(90, this.width * 0.22)); }
  x(place) { return this.gutter + ((place - this.view.from) / (this.view.to - this.view.from)) * (this.width - this.gutter); }
  placeAt(x) { return this.view.from + ((x - this.gutter) / (this.width - this.gutter)) * (this.view.to - this.view.from); }

  #measure(first) {
    if (!this.model) return;
    this.axis = new Axis(this.model, this.squeeze);
    this.layout = lanes(this.model);
    this.starts = new Float64Array(this.model.count);
    this.ends = new Float64Array(this.model.count);
    for (let event = 0; event < this.model.count; event++) {
      const at = Math.max(0, this.model.at[event]);
      const length = this.model.length[event] < 0 ? 0 : this.model.length[event];
      this.starts[event] = this.axis.place(at);
      this.ends[event] = this.axis.place(at + length);
    }
    const height = AXIS + (this.mode === "lanes" ? this.layout.height : this.model.steps.length * ROW);
    this.room.style.height = `${height}px`;
    this.chart.dataset.mode = this.mode;
    if (first) this.view = { from: 0, to: 1 };
    this.resize();
  }

  resize() {
    const ratio = devicePixelRatio || 1;
    this.width = this.chart.clientWidth;
    for (const [canvas, width, height] of [[this.canvas, this.width, this.chart.clientHeight], [this.minimap, this.minimap.clientWidth, 34]]) {
      if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
        canvas.width = Math.round(width * ratio);
        canvas.height = Math.round(height * ratio);
        canvas.style.height = `${height}px`;
      }
    }
    this.overview = null;
    this.later();
  }

  #look(from, to) {
    const width = Math.min(1, to - from);
    const start = Math.min(1 - width, Math.max(0, from));
    this.view = { from: start, to: start + width };
    this.later();
  }

  #bringIntoView(event) {
    const [start, end] = [this.starts[event], this.ends[event]];
    const width = this.view.to - this.view.from;
    if (end < this.view.from || start > this.view.to) this.#look((start + end - width) / 2, (start + end + width) / 2);
    const y = this.top(event);
    const { scrollTop, clientHeight } = this.chart;
    if (y < scrollTop || y + ROW > scrollTop + clientHeight - AXIS) this.chart.scrollTop = Math.max(0, y - clientHeight / 2);
  }

  /** Where an event is drawn, from the top of the first row. */
  top(event) {
    if (this.mode === "lanes") return this.layout.top(this.model.lane[event], event);
    return ROW * this.#row(event);
  }

  /** The stretch of time in which the rows lie that can be seen. */
  #seen() {
    const first = Math.floor(this.chart.scrollTop / ROW);
    const rows = this.model.steps.slice(first, first + Math.ceil((this.chart.clientHeight - AXIS) / ROW))
      .filter((event) => this.model.at[event] >= 0);
    return rows.length ? [Math.min(...rows.map((event) => this.starts[event])), Math.max(...rows.map((event) => this.ends[event]))] : [0, 0];
  }

  /** Rows that are scrolled to are shown, whatever stretch of time was looked at. */
  #follow() {
    this.later();
    if (this.mode !== "waterfall" || !this.model) return;
    const width = this.view.to - this.view.from;
    const [from, to] = this.#seen();
    if (width < 1 && to > from && (from > this.view.to || to < this.view.from || (from < this.view.from && to - from < width))) {
      this.#look(from - width * 0.05, from + width * 0.95);
    } else if (width < 1 && to > this.view.to && to - from < width) {
      this.#look(to - width * 0.95, to + width * 0.05);
    }
  }

  #row(event) {
    let low = 0;
    let high = this.model.steps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.model.steps[middle] < event) low = middle + 1; else high = middle;
    }
    return low;
  }

  #eventAt(x, y) {
    const depth = y - AXIS + this.chart.scrollTop;
    if (y < AXIS || depth < 0) return -1;
    if (this.mode === "waterfall") return this.model.steps[Math.floor(depth / ROW)] ?? -1;
    if (x < this.gutter) return this.layout.beginning(depth, this.model);
    const place = this.placeAt(x);
    const slack = (this.view.to - this.view.from) * (3 / (this.width - this.gutter));
    return this.layout.at(depth, place, slack, this.starts, this.ends, this.model);
  }

  #listen() {
    const { chart, minimap } = this;
    new ResizeObserver(() => this.resize()).observe(chart);
    chart.addEventListener("scroll", () => this.#follow(), { passive: true });
    chart.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    chart.addEventListener("pointerdown", (event) => this.#press(event));
    chart.addEventListener("pointermove", (event) => this.#hover(event));
    chart.addEventListener("pointerleave", () => { this.tip.hidden = true; });
    chart.addEventListener("dblclick", (event) => this.zoom(0.4, this.placeAt(event.offsetX)));
    minimap.addEventListener("pointerdown", (event) => this.#drag(event));
    document.addEventListener("theme", () => { this.colours = null; this.overview = null; this.later(); });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.colours = null; this.overview = null; this.later(); });
  }

  #wheel(event) {
    const x = event.clientX - this.chart.getBoundingClientRect().left;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.zoom(Math.exp(event.deltaY * 0.004), this.placeAt(Math.max(this.gutter, x)));
    } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
      event.preventDefault();
      this.#move((event.deltaX || event.deltaY) / (this.width - this.gutter));
    }
  }

  #move(share) {
    const width = this.view.to - this.view.from;
    this.#look(this.view.from + share * width, this.view.to + share * width);
  }

  #press(event) {
    if (event.button !== 0) return;
    const start = { x: event.clientX, y: event.clientY, view: this.view, scroll: this.chart.scrollTop };
    let moved = false;
    const move = (now) => {
      const [dx, dy] = [now.clientX - start.x, now.clientY - start.y];
      if (!moved && Math.hypot(dx, dy) < 4) return;
      moved = true;
      const width = start.view.to - start.view.from;
      const share = (-dx / (this.width - this.gutter)) * width;
      this.#look(start.view.from + share, start.view.to + share);
      if (now.pointerType === "mouse") this.chart.scrollTop = start.scroll - dy;
    };
    const up = (now) => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", up);
      if (moved) return;
      const box = this.chart.getBoundingClientRect();
      const found = this.#eventAt(now.clientX - box.left, now.clientY - box.top);
      if (found >= 0) this.onSelect(found);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", up);
  }

  #drag(event) {
    const box = this.minimap.getBoundingClientRect();
    const gutter = this.gutter;
    const place = (now) => Math.min(1, Math.max(0, (now.clientX - box.left - gutter) / (box.width - gutter)));
    const width = this.view.to - this.view.from;
    const begun = place(event);
    const inside = begun > this.view.from && begun < this.view.to && width < 1;
    const off = begun - this.view.from;
    const move = (now) => {
      const here = place(now);
      if (inside) this.#look(here - off, here - off + width);
      else if (Math.abs(here - begun) > 0.004) this.#look(Math.min(begun, here), Math.max(begun, here));
    };
    const up = (now) => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", up);
      if (!inside && Math.abs(place(now) - begun) <= 0.004) this.#look(begun - width / 2, begun + width / 2);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", up);
  }

  #hover(event) {
    if (event.buttons || !this.model) { this.tip.hidden = true; return; }
    const box = this.chart.getBoundingClientRect();
    const found = this.#eventAt(event.clientX - box.left, event.clientY - box.top);
    this.hovered = found;
    this.tip.hidden = found < 0;
    if (found < 0) return;
    this.tip.textContent = this.told(found);
    this.tip.style.left = `${Math.min(event.clientX + 12, innerWidth - this.tip.offsetWidth - 8)}px`;
    this.tip.style.top = `${Math.min(event.clientY + 16, innerHeight - this.tip.offsetHeight - 8)}px`;
  }

  /** What an event is, in words. */
  told(event) {
    const { model } = this;
    if (model.is(event, "session")) {
      const lane = model.lanes[model.lane[event]];
      return `${lane.agent}: ${lane.outcome.replaceAll("_", " ")}, ${counted(lane.steps, "step")}, ${duration(lane.length)}`;
    }
    const flags = model.flags[event];
    const state = flags & FAILED ? ", failed" : flags & OPEN ? ", never finished" : flags & FAULTY ? ", with an error" : "";
    const path = flags & CRITICAL ? ", on the critical path" : "";
    const from = model.at[event] < 0 ? "" : `, ${duration(model.at[event])} in`;
    const took = flags & OPEN ? "" : `, ${duration(model.length[event])}`;
    return `${model.whatOf(event)} ${model.nameOf(event)}${took}${from}${state}${path}`;
  }
}

export { AXIS, ROW };
