// A list of any length of which only what can be seen is in the document. Rows may be of any height: one that was never
// seen counts with its estimate, and what is being read stays where it is when heights turn out otherwise.

const BEYOND = 600; // pixels above and below that are there already

export class VirtualList {
  /** `make(position, element)` fills an element; `estimate(position)` says how high it is likely to be. */
  constructor(scroller, { make, estimate, label }) {
    this.scroller = scroller;
    this.make = make;
    this.estimate = estimate;
    this.label = label;
    this.room = document.createElement("div");
    this.room.className = "room";
    this.room.setAttribute("role", "list");
    if (label) this.room.setAttribute("aria-label", label);
    scroller.replaceChildren(this.room);
    this.shown = new Map();
    this.known = new Map();
    this.keys = [];
    this.tops = new Float64Array(1);
    this.sizes = new ResizeObserver((entries) => this.#measured(entries));
    scroller.addEventListener("scroll", () => this.#later(), { passive: true });
    new ResizeObserver(() => this.#later()).observe(scroller);
  }

  /** Show other rows; keys tell which of them are the same as before. */
  set(keys) {
    const anchor = this.#anchor();
    this.keys = keys;
    this.places = new Map(keys.map((key, place) => [key, place]));
    this.#layOut();
    for (const [key, element] of this.shown) {
      if (!this.places.has(key)) this.#drop(key, element);
    }
    this.#hold(anchor);
    this.draw();
  }

  /** Fill a row anew, if it is there. */
  refresh(key) {
    const element = this.shown.get(key);
    if (element) this.make(key, element);
  }

  /** Bring a row into view; `block` says where to. */
  reveal(key, block = "nearest") {
    const place = this.places.get(key);
    if (place === undefined) return;
    const top = this.tops[place];
    const bottom = this.tops[place + 1];
    const { scrollTop, clientHeight } = this.scroller;
    if (block === "center") this.scroller.scrollTop = Math.max(0, (top + bottom - clientHeight) / 2);
    else if (top < scrollTop) this.scroller.scrollTop = top;
    else if (bottom > scrollTop + clientHeight) this.scroller.scrollTop = Math.min(top, bottom - clientHeight);
    this.draw();
  }

  /** The position of the first row that can be seen. */
  first() {
    return this.#at(this.scroller.scrollTop);
  }

  draw() {
    this.waiting = false;
    const from = this.#at(this.scroller.scrollTop - BEYOND);
    const to = this.#at(this.scroller.scrollTop + this.scroller.clientHeight + BEYOND);
    for (const [key, element] of this.shown) {
      const place = this.places.get(key);
      if (place < from || place > to) this.#drop(key, element);
    }
    for (let place = from; place <= to && place < this.keys.length; place++) this.#put(place);
    this.onDraw?.();
  }

  #put(place) {
    const key = this.keys[place];
    let element = this.shown.get(key);
    if (!element) {
      element = document.createElement("div");
      element.className = "row";
      element.setAttribute("role", "listitem");
      this.make(key, element);
      this.shown.set(key, element);
      this.room.append(element);
      this.sizes.observe(element);
    }
    element.setAttribute("aria-posinset", place + 1);
    element.setAttribute("aria-setsize", this.keys.length);
    element.style.transform = `translateY(${this.tops[place]}px)`;
  }

  #drop(key, element) {
    this.sizes.unobserve(element);
    element.remove();
    this.shown.delete(key);
  }

  #measured(entries) {
    let changed = false;
    const anchor = this.#anchor();
    const keys = new Map([...this.shown].map(([key, element]) => [element, key]));
    for (const entry of entries) {
      const key = keys.get(entry.target);
      const height = entry.borderBoxSize[0].blockSize;
      if (key !== undefined && height && Math.abs((this.known.get(key) ?? -1) - height) > 0.5) {
        this.known.set(key, height);
        changed = true;
      }
    }
    if (!changed) return;
    this.#layOut();
    this.#hold(anchor);
    this.draw();
  }

  #layOut() {
    const tops = new Float64Array(this.keys.length + 1);
    for (let place = 0; place < this.keys.length; place++) {
      tops[place + 1] = tops[place] + (this.known.get(this.keys[place]) ?? this.estimate(this.keys[place]));
    }
    this.tops = tops;
    this.room.style.height = `${tops[this.keys.length]}px`;
  }

  #anchor() {
    if (!this.keys.length || this.scroller.scrollTop <= 0) return null;
    const place = this.first();
    return { key: this.keys[place], off: this.scroller.scrollTop - this.tops[place] };
  }

  #hold(anchor) {
    const place = anchor ? this.places.get(anchor.key) : undefined;
    if (place === undefined) return;
    const top = this.tops[place] + anchor.off;
    if (Math.abs(this.scroller.scrollTop - top) > 0.5) this.scroller.scrollTop = top;
  }

  #at(y) {
    let low = 0;
    let high = Math.max(0, this.keys.length - 1);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.tops[middle] <= y) low = middle; else high = middle - 1;
    }
    return low;
  }

  #later() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => this.draw());
  }
}
