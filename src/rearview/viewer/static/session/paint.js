// Drawing: the axis, lanes or rows, idle times, and the map of the whole. It decides nothing and keeps nothing but colours.

import { CRITICAL, FAILED, FAULTY, OPEN } from "./model.js";
import { BAR, NAME, upper } from "./lanes.js";
import { AXIS, ROW } from "./waterfall.js";
import { counted, duration, elapsed, number } from "./words.js";

const NAMES = ["card", "sunk", "line", "strong-line", "text", "faint", "accent", "accent-sunk", "good", "bad", "bad-sunk", "warn", "llm", "tool", "topic", "agent", "guardrail", "other"];
const FONT = '12px system-ui, "Segoe UI", Roboto, sans-serif';

export function paint(of) {
  of.colours ??= colours(of.canvas);
  const context = of.canvas.getContext("2d");
  const ratio = devicePixelRatio || 1;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const [width, height] = [of.width, of.canvas.height / ratio];
  context.fillStyle = of.colours.card;
  context.fillRect(0, 0, width, height);
  context.font = FONT;
  context.textBaseline = "middle";
  idle(of, context, height);
  context.save();
  context.beginPath();
  context.rect(0, AXIS, width, height - AXIS);
  context.clip();
  if (of.mode === "lanes") paintLanes(of, context, height); else paintRows(of, context, height);
  context.restore();
  axis(of, context, height);
  minimap(of);
}

function colours(canvas) {
  const probe = document.createElement("span");
  canvas.parentElement.append(probe);
  const found = {};
  for (const name of NAMES) {
    probe.style.color = `var(--${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found;
}

function colour(of, event) {
  const flags = of.model.flags[event];
  if (flags & FAILED) return of.colours.bad;
  if (of.critical && !(flags & CRITICAL)) return of.colours.line;
  return of.colours[of.model.whatOf(event)] ?? of.colours.other;
}

function axis(of, context, height) {
  context.fillStyle = of.colours.card;
  context.fillRect(0, 0, of.width, AXIS);
  context.strokeStyle = of.colours.line;
  context.fillStyle = of.colours.faint;
  context.beginPath();
  context.moveTo(0, AXIS - 0.5);
  context.lineTo(of.width, AXIS - 0.5);
  for (const [ms, x, step] of of.axis.ticks(of.view.from, of.view.to, of.width - of.gutter)) {
    const at = Math.round(of.gutter + x) + 0.5;
    if (at > of.width - 12) continue;
    context.moveTo(at, AXIS - 5);
    context.lineTo(at, AXIS);
    context.fillText(elapsed(ms, step), at + 3, AXIS / 2);
  }
  context.moveTo(of.gutter + 0.5, 0);
  context.lineTo(of.gutter + 0.5, height);
  context.stroke();
}

function idle(of, context, height) {
  for (const [start, end] of of.axis.gaps) {
    const [x, to] = [of.x(of.axis.place(start)), of.x(of.axis.place(end))];
    if (to < of.gutter || x > of.width) continue;
    context.fillStyle = of.colours.sunk;
    context.fillRect(Math.max(of.gutter, x), AXIS, to - Math.max(of.gutter, x), height);
    const words = duration(end - start);
    if (to - x > context.measureText(words).width + 6) {
      context.fillStyle = of.colours.faint;
      context.fillText(words, x + 3, height - 8);
    }
  }
}

function paintLanes(of, context, height) {
  const scroll = of.chart.scrollTop;
  const [first, last] = of.layout.between(scroll, scroll + height - AXIS);
  for (let place = first; place < last; place++) {
    const lane = of.layout.lanes[place];
    const top = AXIS + lane.top - scroll;
    for (let level = 0; level < lane.levels.length; level++) {
      bars(of, context, lane.levels[level] ?? [], top + NAME + level * BAR);
    }
    const told = of.model.lanes[place];
    context.fillStyle = of.colours.card;
    context.fillRect(0, top, of.gutter, lane.height);
    context.fillStyle = told.wrong ? of.colours.bad : of.colours.text;
    const indent = 6 + Math.min(8, told.depth) * 10;
    text(context, told.agent, indent, top + NAME / 2 + 2, of.gutter - indent - 6);
    context.fillStyle = of.colours.faint;
    const failed = told.failed ? ` · ${number(told.failed)} failed` : "";
    text(context, `${counted(told.steps, "step")}${failed}`, indent, top + NAME + 8, of.gutter - indent - 6);
    context.fillStyle = of.colours.line;
    context.fillRect(0, top + lane.height - 3, of.width, 1);
  }
}

/** Bars one behind the other: those that would fall on one pixel are drawn as one, failures last. */
function bars(of, context, events, y) {
  const { starts, ends, view, model } = of;
  let reached = -Infinity;
  const failed = [];
  for (let n = firstSeen(events, of); n < events.length; n++) {
    const event = events[n];
    if (starts[event] > view.to) break;
    if (model.flags[event] & (FAILED | FAULTY)) failed.push(event);
    const to = Math.max(of.x(ends[event]), of.x(starts[event]) + 1);
    if (to <= reached + 0.5 || to < of.gutter) continue;
    const x = Math.max(of.x(starts[event]), of.gutter, reached);
    bar(of, context, event, x, y, to);
    reached = to;
  }
  for (const event of failed) {
    const x = Math.max(of.gutter, of.x(starts[event]));
    const to = of.x(ends[event]);
    // A mark where it is too short for a bar: many failures in little room mustn't look as if all had failed.
    if (to - x >= 2) bar(of, context, event, x, y, to);
    else mark(of, context, event, x, y);
  }
  marks(of, context, y);
}

function mark(of, context, event, x, y) {
  context.fillStyle = of.model.flags[event] & FAILED ? of.colours.bad : of.colours.warn;
  context.fillRect(x - 0.5, y - 2, 2, 5);
}

function marks(of, context, y) {
  const event = of.selected;
  if (event < 0 || of.model.at[event] < 0 || AXIS + of.layout.top(of.model.lane[event], event) - of.chart.scrollTop !== y) return;
  const x = of.x(of.starts[event]);
  context.strokeStyle = of.colours.text;
  context.lineWidth = 2;
  context.strokeRect(x - 1, y - 1, Math.max(4, of.x(of.ends[event]) - x + 2), BAR);
  context.lineWidth = 1;
}

function firstSeen(events, of) {
  // One long step may reach in from far before: those of one level don't overlap, so it is the one before the first.
  return Math.max(0, upper(events, of.starts, of.view.from) - 1);
}

function bar(of, context, event, x, y, to) {
  const flags = of.model.flags[event];
  context.fillStyle = colour(of, event);
  const width = Math.max(1, Math.min(to, of.width) - x - (to - x > 3 ? 1 : 0));
  if (flags & OPEN) {
    context.globalAlpha = 0.5;
    context.fillRect(x, y, Math.max(width, 10), BAR - 2);
    context.globalAlpha = 1;
  } else {
    context.fillRect(x, y, width, BAR - 2);
  }
  if (flags & FAULTY && !(flags & FAILED)) {
    context.fillStyle = of.colours.warn;
    context.fillRect(x, y, Math.max(2, width), 3);
  }
  if (of.hits.has(event)) {
    context.fillStyle = of.colours.accent;
    context.fillRect(x, y + BAR - 4, Math.max(3, width), 3);
  }
}

function paintRows(of, context, height) {
  const { model } = of;
  const scroll = of.chart.scrollTop;
  const first = Math.floor(scroll / ROW);
  const last = Math.min(model.steps.length, Math.ceil((scroll + height) / ROW));
  for (let row = first; row < last; row++) {
    const event = model.steps[row];
    const y = AXIS + row * ROW - scroll;
    if (event === of.selected) {
      context.fillStyle = of.colours["accent-sunk"];
      context.fillRect(0, y, of.width, ROW);
    }
    if (model.at[event] >= 0) {
      const x = Math.max(of.gutter, of.x(of.starts[event]));
      const to = Math.max(of.x(of.ends[event]), x + 2);
      if (x < of.width && to > of.gutter) bar(of, context, event, x, y + 4, to);
      beside(of, context, event, x, to, y);
    }
    context.fillStyle = model.flags[event] & FAILED ? of.colours.bad : of.colours.text;
    const indent = 6 + Math.min(8, model.depthOf(event)) * 10;
    text(context, model.nameOf(event), indent, y + ROW / 2, of.gutter - indent - 6);
  }
}

function beside(of, context, event, x, to, y) {
  const words = of.model.flags[event] & OPEN ? "never finished" : duration(of.model.length[event]);
  context.fillStyle = of.colours.faint;
  const width = context.measureText(words).width;
  if (to + width + 8 < of.width) context.fillText(words, Math.max(to, of.gutter) + 5, y + ROW / 2);
  else if (x - width - 8 > of.gutter) context.fillText(words, Math.min(x, of.width) - width - 5, y + ROW / 2);
}

/** A text that is cut where it would be too wide. */
function text(context, words, x, y, width) {
  let shown = words.slice(0, 80);
  if (context.measureText(shown).width > width) {
    let low = 0;
    let high = shown.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (context.measureText(`${shown.slice(0, middle)}…`).width <= width) low = middle; else high = middle - 1;
    }
    shown = `${shown.slice(0, low)}…`;
  }
  context.fillText(shown, x, y);
}

function minimap(of) {
  const context = of.minimap.getContext("2d");
  const ratio = devicePixelRatio || 1;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const [width, height] = [of.minimap.width / ratio, of.minimap.height / ratio];
  of.overview ??= overview(of, width, height, ratio);
  context.clearRect(0, 0, width, height);
  context.drawImage(of.overview, 0, 0, width, height);
  const room = width - of.gutter;
  const [x, to] = [of.gutter + of.view.from * room, of.gutter + of.view.to * room];
  context.fillStyle = of.colours.card;
  context.globalAlpha = 0.72;
  context.fillRect(of.gutter, 0, x - of.gutter, height);
  context.fillRect(to, 0, width - to, height);
  context.globalAlpha = 1;
  context.strokeStyle = of.colours.accent;
  context.strokeRect(x + 0.5, 0.5, Math.max(2, to - x - 1), height - 1);
}

/** The whole session: how much went on at each moment, and where it failed. */
function overview(of, width, height, ratio) {
  const held = document.createElement("canvas");
  held.width = Math.max(1, width * ratio);
  held.height = Math.max(1, height * ratio);
  const context = held.getContext("2d");
  context.scale(ratio, ratio);
  const room = Math.max(1, Math.floor(width - of.gutter));
  const load = new Float32Array(room + 1);
  const failed = new Uint8Array(room + 1);
  for (const event of of.model.steps) {
    if (of.model.at[event] < 0) continue;
    const [from, to] = [Math.floor(of.starts[event] * room), Math.ceil(of.ends[event] * room)];
    for (let x = from; x <= Math.min(room, Math.max(from, to - 1)); x++) load[x] += 1;
    if (of.model.flags[event] & FAILED) failed[from] = 1;
  }
  const most = load.reduce((a, b) => Math.max(a, b), 1);
  context.fillStyle = of.colours.sunk;
  context.fillRect(of.gutter, 0, room, height);
  for (let x = 0; x < room; x++) {
    if (!load[x]) continue;
    const high = 3 + (height - 6) * Math.sqrt(load[x] / most);
    context.fillStyle = of.colours["strong-line"];
    context.fillRect(of.gutter + x, height - high, 1, high);
    if (failed[x]) { context.fillStyle = of.colours.bad; context.fillRect(of.gutter + x - 0.5, 0, 2, 7); }
  }
  return held;
}
