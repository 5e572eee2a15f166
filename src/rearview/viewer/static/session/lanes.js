// A lane an agent: its steps one behind the other, those that ran at the same time below each other.

const NAME = 15;
const BAR = 11;
const GAP = 5;
const DEEPEST = 8; // levels a lane; what runs beside more than these shares the last

export function lanes(model) {
  const found = model.lanes.map(() => ({ events: [], levels: [[]] }));
  const level = new Uint8Array(model.count);
  for (const event of model.steps) {
    if (model.at[event] >= 0) found[model.lane[event]].events.push(event);
  }
  for (const lane of found) stack(lane, model, level);
  let top = 0;
  for (const lane of found) {
    lane.top = top;
    lane.height = NAME + lane.levels.length * BAR + GAP;
    top += lane.height;
  }
  return new Layout(found, level, top);
}

function stack(lane, model, level) {
  const ends = [-1];
  lane.events.sort((a, b) => model.at[a] - model.at[b] || b - a);
  for (const event of lane.events) {
    let place = ends.findIndex((end) => end <= model.at[event]);
    if (place < 0) place = Math.min(ends.length, DEEPEST - 1);
    ends[place] = Math.max(ends[place] ?? 0, model.at[event] + Math.max(1, model.length[event]));
    level[event] = place;
    (lane.levels[place] ??= []).push(event);
  }
}

class Layout {
  constructor(found, level, height) {
    this.lanes = found;
    this.level = level;
    this.height = height;
  }

  top(lane, event) { return this.lanes[lane].top + NAME + this.level[event] * BAR; }

  /** The lanes that lie between two heights. */
  between(top, bottom) {
    const first = this.#lane(top);
    let last = first;
    while (last < this.lanes.length && this.lanes[last].top < bottom) last++;
    return [first, last];
  }

  beginning(y, model) { return model.begin[this.#lane(y)]; }

  /** The event that is drawn at a height and a place. */
  at(y, place, slack, starts, ends, model) {
    const number = this.#lane(y);
    const lane = this.lanes[number];
    const events = lane.levels[Math.floor((y - lane.top - NAME) / BAR)];
    if (!events) return y - lane.top < NAME ? model.begin[number] : -1;
    const after = upper(events, starts, place + slack);
    for (let n = after - 1; n >= Math.max(0, after - 40); n--) {
      if (ends[events[n]] + slack >= place) return events[n];
    }
    return -1;
  }

  #lane(y) {
    let low = 0;
    let high = this.lanes.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.lanes[middle].top <= y) low = middle; else high = middle - 1;
    }
    return low;
  }
}

/** How many of some events, in order of their starts, begin at a place or before it. */
export function upper(events, starts, place) {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[events[middle]] <= place) low = middle + 1; else high = middle;
  }
  return low;
}

export { BAR, NAME };
