import { formatClock, formatDay, formatWeekday, zonedTime } from "@/components/ui/time-format";

const MINUTE_MS = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export interface AxisTick {
  /** The bar at whose left edge it stands. */
  index: number;
  label: string;
}

/** Minutes since 1970 as a clock on the wall in that zone counts them, so that units begin at local midnight. */
export function wallMinutes(at: number, zone: string): number {
  const t = zonedTime(at, zone);
  return Date.UTC(t.year, t.month, t.day, t.hour, t.minute) / MINUTE_MS;
}

/** 1 January 1970 was a Thursday: weeks begin on Monday. */
export const weekOf = (wall: number) => Math.floor((wall / DAY + 3) / 7);

interface Unit {
  /** Its length; a bar that is longer needs a coarser unit. */
  minutes: number;
  /** Which of its units an instant lies in. */
  of: (wall: number) => number;
  label: (at: number, zone: string, narrow: boolean, now: number) => string;
  /** Room that a label needs to stand quietly, in pixels: in a wide plot and in a narrow one. */
  room: readonly [number, number];
}

const clockLabel: Unit["label"] = (at, zone, narrow) => {
  const t = zonedTime(at, zone);
  const midnight = t.hour === 0 && t.minute === 0;
  if (!midnight) return formatClock(at, zone);
  return narrow ? String(t.day) : formatWeekday(at, zone, true);
};
const dayLabel: Unit["label"] = (at, zone, narrow) =>
  narrow ? String(zonedTime(at, zone).day) : formatWeekday(at, zone, true);
const dateLabel: Unit["label"] = (at, zone, _narrow, now) => formatDay(at, zone, now);
const monthLabel: Unit["label"] = (at, zone) => {
  const t = zonedTime(at, zone);
  return t.month === 0 ? String(t.year) : (MONTHS[t.month] ?? "");
};
const monthOf = (wall: number) => {
  const date = new Date(wall * MINUTE_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};

const clockUnit = (minutes: number): Unit => ({
  minutes,
  of: (wall) => Math.floor(wall / minutes),
  label: clockLabel,
  room: [80, 50],
});
const UNITS: readonly Unit[] = [
  ...[5, 10, 15, 30, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR].map(clockUnit),
  { minutes: DAY, of: (wall) => Math.floor(wall / DAY), label: dayLabel, room: [60, 24] },
  { minutes: 2 * DAY, of: (wall) => Math.floor(wall / (2 * DAY)), label: dateLabel, room: [60, 52] },
  { minutes: 4 * DAY, of: (wall) => Math.floor(wall / (4 * DAY)), label: dateLabel, room: [60, 52] },
  { minutes: 7 * DAY, of: (wall) => weekOf(wall), label: dateLabel, room: [60, 52] },
  { minutes: 14 * DAY, of: (wall) => Math.floor(weekOf(wall) / 2), label: dateLabel, room: [60, 52] },
  { minutes: 28 * DAY, of: monthOf, label: monthLabel, room: [48, 36] },
  { minutes: 84 * DAY, of: (wall) => Math.floor(monthOf(wall) / 3), label: monthLabel, room: [48, 36] },
];

/** The finest labels that have room, each where its unit begins on the viewer's wall clock. */
export function axisTicks(starts: readonly number[], width: number, zone: string, now: number): AxisTick[] {
  const walls = starts.map((at) => wallMinutes(at, zone));
  const narrow = width < 420;
  const step = ((starts[1] ?? 0) - (starts[0] ?? 0)) / MINUTE_MS;
  // A day may have 23 hours.
  for (const unit of UNITS.filter((each) => each.minutes >= step * 0.95)) {
    const ticks: AxisTick[] = [];
    walls.forEach((wall, index) => {
      const before = index > 0 ? (walls[index - 1] ?? wall) : wall - 1;
      const at = starts[index];
      if (at !== undefined && unit.of(wall) !== unit.of(before))
        ticks.push({ index, label: unit.label(at, zone, narrow, now) });
    });
    if (ticks.length > 0 && ticks.length * unit.room[narrow ? 1 : 0] <= width) return ticks;
  }
  return [];
}
