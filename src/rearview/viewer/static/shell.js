// What every page does: colours, time zone, keys. It knows no page.

const root = document.documentElement;
const THEMES = ["auto", "light", "dark"];
const WORDS = { auto: "Auto", light: "Light", dark: "Dark" };

function remembered(name, otherwise) {
  try { return localStorage.getItem(name) ?? otherwise; } catch { return otherwise; }
}

function remember(name, value) {
  try { localStorage.setItem(name, value); } catch { /* a browser may keep nothing: then it holds for this page */ }
}

function showTheme(theme) {
  if (theme === "auto") delete root.dataset.theme; else root.dataset.theme = theme;
  document.getElementById("theme").textContent = WORDS[theme];
  document.dispatchEvent(new Event("theme"));
}

let theme = remembered("theme", "auto");
if (!THEMES.includes(theme)) theme = "auto";
showTheme(theme);
document.getElementById("theme").addEventListener("click", () => {
  theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  remember("theme", theme);
  showTheme(theme);
});

let zone = remembered("zone", "UTC") === "local" ? "local" : "UTC";
const local = (options) => new Intl.DateTimeFormat("sv-SE", options);
const day = { year: "numeric", month: "2-digit", day: "2-digit" };
const hour = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
const FORMS = {
  UTC: { clock: local({ ...hour, timeZone: "UTC" }), moment: local({ ...day, ...hour, timeZone: "UTC" }) },
  local: { clock: local(hour), moment: local({ ...day, ...hour }) },
};

export function written(date, form) {
  return FORMS[zone][form].format(date);
}

export function showTimes(within) {
  for (const time of within.querySelectorAll("time[data-form]")) {
    if (time.dateTime) time.textContent = written(new Date(time.dateTime), time.dataset.form);
  }
}

function showZone() {
  const button = document.getElementById("zone");
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  button.textContent = zone === "UTC" ? "UTC" : here.split("/").pop().replaceAll("_", " ");
  button.title = zone === "UTC" ? "Times are in UTC" : `Times are local: ${here}`;
  showTimes(document);
  document.dispatchEvent(new Event("zone"));
}

document.getElementById("zone").addEventListener("click", () => {
  zone = zone === "UTC" ? "local" : "UTC";
  remember("zone", zone);
  showZone();
});
showZone();

const keyboard = document.getElementById("keyboard");
document.getElementById("keys").addEventListener("click", () => keyboard.showModal());

export function isTyping(event) {
  return event.ctrlKey || event.metaKey || event.altKey || keyboard.open
    || event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

let going = 0;
document.addEventListener("keydown", (event) => {
  if (isTyping(event)) return;
  if (event.key === "/") {
    const field = document.querySelector("[data-slash]");
    if (field) { event.preventDefault(); field.focus(); field.select(); }
  } else if (event.key === "?") {
    keyboard.showModal();
  } else if (event.key === "g") {
    going = event.timeStamp;
    return;
  } else if (going && event.timeStamp - going < 1500) {
    document.querySelector(`nav a[data-key="${CSS.escape(event.key)}"]`)?.click();
  }
  going = 0;
});

async function whileOpening() {
  const told = document.querySelectorAll(".opening");
  if (!told.length) return;
  const answer = await fetch("/state").catch(() => null);
  if (!answer?.ok) return;
  const states = await answer.json();
  for (const output of told) {
    const state = states.find((one) => one.slug === output.dataset.place);
    if (state) output.textContent = `${state.slug}: ${state.words}`;
    if (!state || state.phase === "opening") continue;
    output.remove();
    document.dispatchEvent(new CustomEvent("opened", { detail: state }));
    if (document.getElementById("waiting") || state.phase === "failed") location.reload();
  }
  setTimeout(whileOpening, 500);
}
whileOpening();
