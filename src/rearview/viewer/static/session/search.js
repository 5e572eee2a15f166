// Searching inside a session: the server says which events hold some words; from one to the next is a key.

import { number } from "./words.js";

const SOON_MS = 200;

export class Search {
  constructor({ base, select, show }) {
    Object.assign(this, { base, select, show, hits: [], place: -1, number: 0 });
    this.field = document.getElementById("words");
    this.output = document.getElementById("hits");
    this.field.addEventListener("input", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.#ask(), SOON_MS); });
    document.getElementById("find").addEventListener("submit", (event) => { event.preventDefault(); this.#submitted(); });
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.shiftKey) { event.preventDefault(); this.#go(-1); }
      if (event.key === "Escape") { this.field.value = ""; this.#ask(); this.field.blur(); }
    });
    for (const button of document.querySelectorAll("[data-hit]")) button.addEventListener("click", () => this.#go(Number(button.dataset.hit)));
  }

  /** Begin with what the list was searched for. */
  async begin(words, leading) {
    this.field.value = words;
    await this.#ask();
    if (leading) this.#go(1);
  }

  /** Search once more: the session has gone on. */
  again() { if (this.field.value.trim()) this.#ask(); }

  async #submitted() {
    clearTimeout(this.timer);
    if (this.field.value.trim() !== this.asked) await this.#ask();
    this.#go(1);
  }

  async #ask() {
    const words = this.field.value.trim();
    const number_ = ++this.number;
    const hits = words ? await (await fetch(`${this.base}search?${new URLSearchParams({ q: words })}`)).json() : [];
    if (number_ !== this.number) return;
    this.asked = words;
    this.hits = hits;
    this.place = -1;
    this.#tell();
    this.show(hits);
  }

  #go(step) {
    if (!this.hits.length) return;
    this.place = (this.place + step + this.hits.length) % this.hits.length;
    this.#tell();
    this.select(this.hits[this.place]);
  }

  #tell() {
    const of = number(this.hits.length);
    this.output.textContent = !this.asked ? "" : !this.hits.length ? "none" : this.place < 0 ? of : `${number(this.place + 1)} of ${of}`;
  }
}
