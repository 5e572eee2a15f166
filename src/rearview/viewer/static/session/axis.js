// The time axis: from a moment to a place and back, with long times in which nothing happened squeezed.

const LEAST_MS = 5_000; // shorter than this, nobody minds
const MANY = 0.25; // all squeezed times together take so much of what is left

export class Axis {
  constructor(model, squeeze) {
    const busy = this.#busy(model);
    this.total = busy.length ? busy.at(-1)[1] : 1;
    this.gaps = squeeze ? this.#gaps(busy) : [];
    this.#layOut();
  }

  /** From milliseconds since the beginning to a place in 0 … 1. */
  place(ms) { return this.#map(ms, this.times, this.places); }
  /** And back. */
  moment(place) { return this.#map(place, this.places, this.times); }

  /** Moments to name between two places, so many pixels apart at least, each with how far apart they are in time. */
  ticks(from, to, width, apart = 90) {
    const wanted = Math.max(2, Math.floor(width / apart));
    const ticks = [];
    let last = -Infinity;
    const step = nice((this.moment(to) - this.moment(from) - this.#idle(from, to)) / wanted);
    for (const [start, end] of this.#stretches(from, to)) {
      for (let ms = Math.ceil(start / step) * step; ms <= end; ms += step) {
        const x = ((this.place(ms) - from) / (to - from)) * width;
        if (x - last >= apart * 0.8) { ticks.push([ms, x, step]); last = x; }
      }
    }
    return ticks;
  }

  #idle(from, to) {
    const [a, b] = [this.moment(from), this.moment(to)];
    return this.gaps.reduce((sum, [start, end]) => sum + Math.max(0, Math.min(end, b) - Math.max(start, a)), 0);
  }

  *#stretches(from, to) {
    let start = this.moment(from);
    const end = this.moment(to);
    for (const gap of this.gaps) {
      if (gap[1] <= start || gap[0] >= end) continue;
      if (gap[0] > start) yield [start, gap[0]];
      start = gap[1];
    }
    if (start <= end) yield [start, end];
  }

  #busy(model) {
    const found = [];
    for (let event = 0; event < model.count; event++) {
      if (model.at[event] < 0 || model.is(event, "turn")) continue;
      const length = model.what[event] >= 0 ? Math.max(0, model.length[event]) : 0;
      found.push([model.at[event], model.at[event] + length]);
    }
    found.sort((a, b) => a[0] - b[0]);
    const merged = [];
    for (const [start, end] of found) {
      const last = merged.at(-1);
      if (last && start <= last[1]) last[1] = Math.max(last[1], end); else merged.push([start, end]);
    }
    return merged;
  }

  #gaps(busy) {
    const work = busy.reduce((sum, [start, end]) => sum + end - start, 0);
    const found = [];
    for (let n = 1; n < busy.length; n++) {
      const [start, end] = [busy[n - 1][1], busy[n][0]];
      if (end - start >= Math.max(LEAST_MS, work / 50)) found.push([start, end]);
    }
    return found;
  }

  #layOut() {
    const idle = this.gaps.reduce((sum, [start, end]) => sum + end - start, 0);
    const rest = Math.max(1, this.total - idle);
    const each = this.gaps.length ? Math.min(rest / 40, (rest * MANY) / this.gaps.length) : 0;
    const times = [0];
    const places = [0];
    let squeezed = 0;
    for (const [start, end] of this.gaps) {
      times.push(start, end);
      places.push(start - squeezed);
      squeezed += Math.max(0, end - start - each);
      places.push(end - squeezed);
    }
    times.push(this.total);
    places.push(this.total - squeezed);
    const whole = Math.max(1, this.total - squeezed);
    this.times = times;
    this.places = places.map((one) => one / whole);
    this.span = whole;
  }

  #map(value, from, to) {
    let low = 0;
    let high = from.length - 2;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (from[middle] <= value) low = middle; else high = middle - 1;
    }
    const width = from[low + 1] - from[low];
    return width ? to[low] + ((value - from[low]) / width) * (to[low + 1] - to[low]) : to[low];
  }
}

const NICE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5, 108e5, 216e5, 432e5, 864e5];
function nice(ms) {
  return NICE.find((one) => one >= ms) ?? Math.ceil(ms / 864e5) * 864e5;
}
