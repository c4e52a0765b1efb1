import { readZone, wallTime } from "@/lib/platform/time-zone";

/**
 * Times as the product writes them: `24 Nov 14:32`, `4 min ago`, `in 9 d`. Month and day names are ours,
 * because the names in Node and in the browser differ ("Sep", "Sept") and the page must read the same in both.
 */
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const NBSP = "\u00a0";

/** Where the viewer's zone is kept, so that the server can render in it. */
export const ZONE_COOKIE = "latchkey-zone";

/** The zone if it is one, else UTC: what a cookie or an address says never breaks a page. */
export function knownZone(zone: string | undefined): string {
  return (zone && readZone(zone)) || "UTC";
}

export interface ZonedTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  weekday: number;
}

/** The parts of an instant as a clock in that zone shows them; month from 0. */
export function zonedTime(at: number, zone: string): ZonedTime {
  const shown = new Date(wallTime(zone, at));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth(),
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
    weekday: shown.getUTCDay(),
  };
}

const two = (n: number) => String(n).padStart(2, "0");

/** `14:32`, or `14:32:07`. */
export function formatClock(at: number, zone: string, seconds = false): string {
  const t = zonedTime(at, zone);
  return `${two(t.hour)}:${two(t.minute)}${seconds ? `:${two(t.second)}` : ""}`;
}

/** `24 Nov`; with the year where it is not the present one. */
export function formatDay(at: number, zone: string, now: number): string {
  const t = zonedTime(at, zone);
  const year = t.year === zonedTime(now, zone).year ? "" : `${NBSP}${t.year}`;
  return `${t.day}${NBSP}${MONTHS[t.month]}${year}`;
}

/** `1 Jun 2027`: a date that is kept, always with its year. */
export function formatDate(at: number, zone: string): string {
  const t = zonedTime(at, zone);
  return `${t.day}${NBSP}${MONTHS[t.month]}${NBSP}${t.year}`;
}

/** `Sun 22 Nov`. */
export function formatWeekday(at: number, zone: string, short = false): string {
  const t = zonedTime(at, zone);
  return short
    ? `${DAYS[t.weekday]}${NBSP}${t.day}`
    : `${DAYS[t.weekday]}${NBSP}${t.day}${NBSP}${MONTHS[t.month]}`;
}

/** `24 Nov 14:32`. */
export function formatMoment(at: number, zone: string, now: number): string {
  return `${formatDay(at, zone, now)} ${formatClock(at, zone)}`;
}

/** In whole units, rounded down: `4 s`, `3 min`, `21 h`, `9 d`. */
export function formatSpan(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  if (seconds < 60) return `${seconds}${NBSP}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}${NBSP}min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}${NBSP}h`;
  return `${Math.floor(seconds / 86_400)}${NBSP}d`;
}

const SIXTY_DAYS = 60 * 86_400_000;

/** `Now`, `4 min ago`, `in 9 d`; beyond sixty days the date. */
export function formatRelative(at: number, zone: string, now: number): string {
  const away = at - now;
  if (Math.abs(away) >= SIXTY_DAYS) return formatDate(at, zone);
  if (away > 0) return `in ${formatSpan(away)}`;
  return -away < 1000 ? "Now" : `${formatSpan(away)} ago`;
}

/** The zone's short name at that instant: `CET`, `UTC`, `GMT+5:30`. Browser and server may know different ones: show it after mount. */
export function zoneName(at: number, zone: string): string {
  if (/^[+-]/.test(zone)) return `GMT${zone}`;
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeZoneName: "short" }).formatToParts(at);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? zone;
}
