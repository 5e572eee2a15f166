// A session's outline as its pages read it: which event lies in which, what is folded, where the errors are.
// It touches no element.

export const FAILED = 1;
export const OPEN = 2;
export const FAULTY = 4;
export const CRITICAL = 8;

export class Model {
  constructor(outline) {
    Object.assign(this, {
      stamp: outline.stamp, open: outline.open, title: outline.title, zero: outline.zero_ms,
      lanes: outline.lanes, names: outline.names, kinds: outline.kinds, stepKinds: outline.step_kinds,
    });
    this.count = outline.kind.length;
    this.kind = Uint8Array.from(outline.kind);
    this.lane = Uint32Array.from(outline.lane);
    this.at = Float64Array.from(outline.at);
    this.length = Float64Array.from(outline.length);
    this.what = Int8Array.from(outline.what);
    this.name = Uint32Array.from(outline.name);
    this.flags = Uint8Array.from(outline.flags);
    this.tokens = Float64Array.from(outline.tokens);
    this.#nest();
    this.errors = this.#errors();
    this.steps = [];
    for (let event = 0; event < this.count; event++) if (this.what[event] >= 0) this.steps.push(event);
  }

  is(event, kind) { return this.kinds[this.kind[event]] === kind; }
  kindOf(event) { return this.kinds[this.kind[event]]; }
  whatOf(event) { return this.what[event] < 0 ? this.kindOf(event) : this.stepKinds[this.what[event]]; }
  nameOf(event) { return this.names[this.name[event]]; }
  isFailed(event) { return (this.flags[event] & FAILED) !== 0 && this.what[event] >= 0; }
  depthOf(event) { return this.lanes[this.lane[event]].depth; }

  /** The rows to read: events, and runs of steps folded into one, which have negative keys. */
  rows(folds) {
    const rows = [];
    let event = 0;
    while (event < this.count) {
      const kind = this.kindOf(event);
      if (kind === "session") {
        if (this.depthOf(event)) rows.push(event);
        event = this.depthOf(event) && !folds.all && !folds.cards.has(event) ? this.end[event] + 1 : event + 1;
      } else if (!this.#folds(event)) {
        rows.push(event++);
      } else {
        const last = this.#runEnd(event);
        const alone = last - event === 1;
        const open = folds.all || folds.runs.has(event);
        if (!alone && !folds.all) rows.push(runKey(event));
        if (alone || open) for (let one = event; one < last; one++) rows.push(one);
        event = last;
      }
    }
    return rows;
  }

  /** What a folded run is made of. */
  run(first) {
    const last = this.#runEnd(first);
    const counts = new Map();
    let took = 0;
    let steps = 0;
    for (let event = first; event < last; event++) {
      if (this.what[event] < 0) continue;
      steps++;
      const name = this.nameOf(event);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      took += Math.max(0, this.length[event]);
    }
    return { first, last, events: last - first, steps, took, counts };
  }

  /** Open whatever an event lies in; true, if something was closed. */
  reveal(event, folds) {
    let opened = false;
    for (let lane = this.lane[event]; this.parent[lane] >= 0; lane = this.parent[lane]) {
      const card = this.begin[lane];
      if (card !== event && !folds.cards.has(card)) { folds.cards.add(card); opened = true; }
    }
    if (this.#folds(event)) {
      const first = this.#runStart(event);
      if (this.#runEnd(first) - first > 1 && !folds.runs.has(first)) { folds.runs.add(first); opened = true; }
    }
    return opened;
  }

  #folds(event) {
    const kind = this.kindOf(event);
    if (kind === "turn" || kind === "input" || kind === "output" || kind === "session" || kind === "end") return false;
    return (this.flags[event] & (FAILED | OPEN | FAULTY)) === 0;
  }

  #runEnd(event) {
    const lane = this.lane[event];
    let last = event + 1;
    while (last < this.count && this.lane[last] === lane && this.#folds(last)) last++;
    return last;
  }

  #runStart(event) {
    const lane = this.lane[event];
    let first = event;
    while (first > 0 && this.lane[first - 1] === lane && this.#folds(first - 1)) first--;
    return first;
  }

  #nest() {
    this.end = new Uint32Array(this.count);
    this.begin = new Int32Array(this.lanes.length).fill(-1);
    this.parent = new Int32Array(this.lanes.length).fill(-1);
    const stack = [];
    for (let event = 0; event < this.count; event++) {
      const kind = this.kindOf(event);
      if (kind === "session") {
        this.begin[this.lane[event]] = event;
        if (stack.length) this.parent[this.lane[event]] = this.lane[stack.at(-1)];
        stack.push(event);
      } else if (kind === "end") {
        this.end[stack.pop()] = event;
      }
    }
  }

  #errors() {
    const found = [];
    for (let event = 0; event < this.count; event++) {
      if (this.flags[event] & (FAILED | FAULTY) && !this.is(event, "end")) found.push(event);
    }
    return found;
  }
}

export const runKey = (first) => -first - 1;
export const runFirst = (key) => -key - 1;
