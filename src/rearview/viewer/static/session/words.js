// How amounts read, in the words of the rest of the viewer.

export function duration(ms) {
  if (ms < 0) return "unknown";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (ms < 3_599_500) return `${Math.floor(seconds / 60)}m ${String(seconds % 60).padStart(2, "0")}s`;
  const minutes = Math.round(ms / 60_000);
  return `${number(Math.floor(minutes / 60))}h ${String(minutes % 60).padStart(2, "0")}m`;
}

/** A moment since the beginning, as exactly as ticks so far apart need it. */
export function elapsed(ms, step) {
  if (ms < 60_000 || step >= 60_000) return ms ? duration(ms) : "0";
  const digits = step < 1000 ? (step < 100 ? 2 : 1) : 0;
  const seconds = (ms / 1000) % 60;
  const minutes = Math.floor(ms / 60_000) % 60;
  const hours = Math.floor(ms / 3_600_000);
  const rest = `${String(minutes).padStart(2, "0")}:${seconds.toFixed(digits).padStart(digits ? digits + 3 : 2, "0")}`;
  return hours ? `${hours}:${rest}` : rest;
}

const grouped = new Intl.NumberFormat("en");
export const number = (amount) => grouped.format(amount);
export const counted = (amount, noun) => `${number(amount)} ${noun}${amount === 1 ? "" : "s"}`;
