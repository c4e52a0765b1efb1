import { expect, test } from "vitest";
import {
  formatChange,
  formatCount,
  formatFigure,
  formatPlural,
  formatShare,
  formatTick,
} from "./number-format";
import {
  formatDate,
  formatDay,
  formatMoment,
  formatRelative,
  formatWeekday,
  knownZone,
  zonedTime,
} from "./time-format";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

test("numbers as the product writes them", () => {
  expect(formatCount(1_204_880)).toBe("1,204,880");
  expect(formatCount(0)).toBe("0");
  expect(plain(formatFigure(4_067_000))).toBe("4.07 M");
  expect(formatTick(15_000)).toBe("15k");
  expect(formatTick(2500)).toBe("2.5k");
  expect(formatTick(10)).toBe("10");
  expect(plain(formatShare(9751, 10_000, 2))).toBe("97.51 %");
  expect(plain(formatShare(1, 100_000))).toBe("<0.1 %");
  expect(plain(formatShare(99_999, 100_000))).toBe(">99.9 %");
  expect(formatShare(0, 0)).toBe("—");
  expect(plain(formatChange(107, 100))).toBe("+7 %");
  expect(plain(formatChange(346, 100))).toBe("+246 %");
  expect(plain(formatChange(300, 100))).toBe("+200 %");
  expect(plain(formatChange(15_803, 975))).toBe("+1,521 %");
  expect(plain(formatChange(866, 1000))).toBe("−13.4 %");
  expect(formatChange(3, 0)).toBe("new");
  expect(formatPlural(1, "call")).toBe("1 call");
});

test("times as the product writes them, in the viewer's zone", () => {
  const now = Date.UTC(2026, 10, 24, 13, 32);
  expect(plain(formatMoment(now, "Europe/Berlin", now))).toBe("24 Nov 14:32");
  expect(plain(formatDate(now, "UTC"))).toBe("24 Nov 2026");
  expect(plain(formatDay(Date.UTC(2025, 8, 3), "UTC", now))).toBe("3 Sep 2025");
  expect(plain(formatWeekday(Date.UTC(2026, 10, 21, 23, 30), "Europe/Berlin"))).toBe("Sun 22 Nov");
  expect(plain(formatRelative(now - 4 * 60_000, "UTC", now))).toBe("4 min ago");
  expect(plain(formatRelative(now + 9.2 * 86_400_000, "UTC", now))).toBe("in 9 d");
  expect(formatRelative(now, "UTC", now)).toBe("Now");
  expect(plain(formatRelative(now - 90 * 86_400_000, "UTC", now))).toBe("26 Aug 2026");
  expect(zonedTime(Date.UTC(2026, 10, 24, 0, 0), "UTC").hour).toBe(0);
});

test("a zone that nobody knows becomes UTC", () => {
  expect(knownZone("Europe/Berlin")).toBe("Europe/Berlin");
  expect(knownZone("Mars/Olympus")).toBe("UTC");
  expect(knownZone(undefined)).toBe("UTC");
});
