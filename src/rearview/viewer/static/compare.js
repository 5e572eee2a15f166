// Two sessions side by side: more lines as they are scrolled to, folded ones when they are asked for, and the next
// difference by key.

import { isTyping, showTimes } from "./shell.js";

const held = document.getElementById("compared");
const query = held.dataset.query;
let current = null;
let loading = null;

async function piece(name, more = "") {
  const answer = await fetch(`/compare/-/${name}?${query}${more}`);
  const made = document.createElement("template");
  made.innerHTML = await answer.text();
  showTimes(made.content);
  return { ok: answer.ok, content: made.content };
}

async function begin() {
  const { ok, content } = await piece("head");
  // What went wrong comes as a whole page, of which only what is said belongs here.
  held.replaceChildren(ok ? content : content.querySelector("main section") ?? content);
  held.removeAttribute("aria-busy");
  if (!ok) return;
  tell();
  for (const button of held.querySelectorAll("[data-step]")) button.addEventListener("click", () => go(Number(button.dataset.step)));
  document.getElementById("lines").addEventListener("click", (event) => {
    const fold = event.target.closest("[data-unfold]")?.closest(".fold");
    if (fold) unfold(fold);
  });
  watch();
}

/** Where the lines that are there end. */
function end() {
  const last = document.getElementById("lines").lastElementChild;
  return Number(last?.dataset.stop ?? Number(last?.dataset.number) + 1) || 0;
}

function more() {
  const lines = document.getElementById("lines");
  if (end() >= Number(lines.dataset.lines)) return null;
  loading ??= piece("lines", `&start=${end()}`).then(({ ok, content }) => {
    if (ok) lines.append(content);
    loading = null;
    return ok;
  });
  return loading;
}

async function unfold(fold) {
  const start = Number(fold.dataset.start);
  const { ok, content } = await piece("lines", `&start=${start}&stop=${fold.dataset.stop}`);
  if (!ok) return;
  const last = Number(content.lastElementChild.dataset.number) + 1;
  fold.before(content);
  if (last < Number(fold.dataset.stop)) {
    fold.dataset.start = last;
    fold.querySelector("button").textContent = `${(Number(fold.dataset.stop) - last).toLocaleString("en")} more lines alike`;
  } else {
    fold.remove();
  }
}

const differing = () => [...held.querySelectorAll(".line:not(.same)")];

async function go(step) {
  let all = differing();
  let place = current ? all.indexOf(current) + step : step > 0 ? 0 : all.length - 1;
  while (place >= all.length && (await more())) all = differing();
  place = Math.min(Math.max(place, 0), all.length - 1);
  if (!all[place]) return;
  current?.classList.remove("current");
  current = all[place];
  current.classList.add("current");
  current.focus({ preventScroll: true });
  current.scrollIntoView({ block: "center" });
  tell(place + 1);
}

function tell(place) {
  const at = document.getElementById("at");
  const of = Number(document.getElementById("lines").dataset.differences).toLocaleString("en");
  if (at) at.textContent = place ? `${place.toLocaleString("en")} of ${of}` : of;
}

function watch() {
  const foot = document.createElement("div");
  held.append(foot);
  const seen = new IntersectionObserver(async (entries) => {
    if (!entries.some((entry) => entry.isIntersecting) || !(await more())) return;
    seen.unobserve(foot); // observed anew, it says once more whether it is near
    seen.observe(foot);
  }, { rootMargin: "1200px 0px" });
  seen.observe(foot);
}

document.addEventListener("keydown", (event) => {
  if (isTyping(event)) return;
  if (event.key === "n" || event.key === "j") go(1);
  else if (event.key === "p" || event.key === "k") go(-1);
});
begin();
