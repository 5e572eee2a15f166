// The pane: all that is known of the selected event, with its texts raw or laid out, whole, and to copy.

import { showTimes } from "../shell.js";

const SHOWN = 5_000_000; // more characters than this nobody reads
const PIECE = 10_000; // a text is laid out piece by piece, as it is scrolled to: in one piece, a megabyte takes seconds

export class Pane {
  constructor(element, base) {
    this.element = element;
    this.base = base;
    this.held = new Map();
    this.number = 0;
    element.addEventListener("click", (event) => this.#click(event));
  }

  /** Show an event, by its number or by the id of its step or turn; returns its article. */
  async show(query) {
    const number = ++this.number;
    const asked = `${this.base}event?${new URLSearchParams(query)}`;
    const html = this.held.get(asked) ?? await (await fetch(asked)).text();
    if (number !== this.number) return null;
    this.held.set(asked, html);
    if (this.held.size > 50) this.held.delete(this.held.keys().next().value);
    const before = this.element.querySelector("article");
    this.element.innerHTML = html;
    showTimes(this.element);
    const article = this.element.querySelector("article[data-at]");
    if (!article) this.#fail(html);
    if (before?.dataset.at !== article?.dataset.at) this.element.scrollTop = 0;
    this.element.classList.add("shown");
    return article;
  }

  forget() { this.held.clear(); }

  close() {
    this.number++;
    this.element.classList.remove("shown");
    const empty = document.createElement("p");
    empty.className = "empty";
    empty.textContent = "Select a step to see what went in and out.";
    this.element.replaceChildren(empty);
  }

  #fail(html) {
    const held = document.createElement("template");
    held.innerHTML = html;
    const main = held.content.querySelector("main .empty");
    this.element.replaceChildren(main ?? "This can’t be shown.");
  }

  async #click(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.hasAttribute("data-close")) { this.onClose(); return; }
    const text = button.closest("section.text");
    if (!text) return;
    if (button.dataset.form) await this.#turn(text, button);
    else if (button.hasAttribute("data-whole")) await this.#whole(text, button);
    else if (button.hasAttribute("data-copy")) await this.#copy(text, button);
  }

  async #turn(text, button) {
    const raw = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", raw);
    const content = await this.#text(text, raw ? "raw" : "laid_out");
    fill(text.querySelector("pre"), content);
    text.querySelector("[data-whole]")?.parentElement.remove();
  }

  async #whole(text, button) {
    const raw = text.querySelector("[data-form]")?.getAttribute("aria-pressed") === "true";
    const content = await this.#text(text, raw ? "raw" : "laid_out");
    fill(text.querySelector("pre"), content);
    button.parentElement.textContent = content.length > SHOWN ? "There is more: copy it to read all." : "";
  }

  async #copy(text, button) {
    const content = await this.#text(text, "recorded");
    try {
      await navigator.clipboard.writeText(content);
      button.textContent = "Copied";
    } catch {
      button.textContent = "The browser doesn’t let it be copied";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  }

  async #text(text, form) {
    const query = new URLSearchParams({ at: text.dataset.at, name: text.dataset.name, form });
    return (await fetch(`${this.base}text?${query}`)).text();
  }
}

function fill(pre, content) {
  const shown = content.slice(0, SHOWN);
  if (shown.length <= 2 * PIECE) { pre.textContent = shown; return; }
  const pieces = [];
  for (let start = 0; start < shown.length;) {
    const line = shown.lastIndexOf("\n", start + PIECE);
    const end = line > start ? line + 1 : start + PIECE;
    const piece = document.createElement("div");
    piece.className = "piece";
    piece.textContent = shown.slice(start, line > start ? line : end);
    pieces.push(piece);
    start = end;
  }
  pre.replaceChildren(...pieces);
}
