import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BUCKET_MS, bucketStarts, instantOf, offsetAt, rangeBefore, readZone, wallTime } from "./time-zone";

const iso = (at: number) => new Date(at).toISOString().replace(":00.000Z", "Z");
const at = (text: string) => Date.parse(text);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Names that Intl lists, and well-known ones that it takes but does not list. */
const NAMES = [
  ...Intl.supportedValuesOf("timeZone"),
  ...[
    "Asia/Calcutta",
    "Asia/Kolkata",
    "AET",
    "US/Pacific",
    "Etc/GMT+5",
    "Etc/GMT-14",
    "EST",
    "EST5EDT",
    "CET",
  ],
  ...["GMT", "UTC", "Zulu", "Europe/Kiev", "Europe/Kyiv", "Asia/Saigon", "America/Buenos_Aires", "PST8PDT"],
];

describe("a zone is read", () => {
  test.each([
    ["+05:30", "+05:30"],
    ["+0530", "+05:30"],
    ["+05", "+05:00"],
    ["-03:30", "-03:30"],
    ["+14:00", "+14:00"],
    ["Z", "UTC"],
    ["+00:00", "UTC"],
    ["-00:00", "UTC"],
    ["utc", "UTC"],
    ["europe/berlin", "Europe/Berlin"],
  ])("%s is %s, whatever this version of Node takes", (text, zone) => expect(readZone(text)).toBe(zone));

  test.each([
    "Mars/Olympus",
    "",
    " ",
    "+5:30",
    "05:30",
    "+05:31",
    "+05:60",
    "+19:00",
    "+05:30:00",
    "+",
    "--",
    "GMT+25",
  ])("%j is none", (text) => expect(readZone(text)).toBeNull());

  test("by every name that Intl knows, and its clock is what Intl shows", () => {
    const moments = [
      "1971-06-01T12:34:56Z",
      "2012-01-01T00:00:00Z",
      "2026-03-29T01:30:00Z",
      "2026-11-01T06:00:00Z",
    ];
    for (const name of NAMES) {
      const zone = readZone(name);
      if (zone === null) throw new Error(`${name} is not read`);
      for (const moment of moments.map(at)) {
        const shown = new Intl.DateTimeFormat("sv-SE", {
          timeZone: name,
          dateStyle: "short",
          timeStyle: "medium",
        });
        expect([name, iso(wallTime(zone, moment))]).toEqual([
          name,
          iso(at(`${shown.format(moment).replace(" ", "T")}Z`)),
        ]);
      }
    }
  });
});

describe("the offset", () => {
  test.each([
    ["Asia/Kolkata", "2026-01-01T00:00:00Z", 5.5],
    ["Europe/Berlin", "2026-03-29T00:59:59Z", 1],
    ["Europe/Berlin", "2026-03-29T01:00:00Z", 2],
    ["Australia/Lord_Howe", "2026-04-04T14:59:59Z", 11],
    ["Australia/Lord_Howe", "2026-04-04T15:00:00Z", 10.5],
    ["Pacific/Kiritimati", "2026-01-01T20:00:00Z", 14],
    ["Pacific/Apia", "2011-12-30T09:59:59Z", -10],
    ["Pacific/Apia", "2011-12-30T10:00:00Z", 14],
    ["America/New_York", "1883-01-01T00:00:00Z", -(4 + 56 / 60 + 2 / 3_600)],
    ["Europe/Berlin", "0000-01-01T00:00:00Z", (53 * 60 + 28) / 3_600],
    ["+05:30", "2026-01-01T00:00:00Z", 5.5],
    ["-09:45", "2026-01-01T00:00:00Z", -9.75],
  ])("of %s at %s is %d hours", (zone, moment, hours) => {
    expect(offsetAt(readZone(zone) ?? "", at(moment))).toBe(Math.round(hours * 3_600) * 1_000);
  });
});

describe("buckets", () => {
  const starts = (zone: string, size: "hour" | "day", from: string, to: string) =>
    bucketStarts(readZone(zone) ?? "", size, at(from), at(to)).map(iso);

  test("are hours of the zone's clock where it is put forward", () => {
    expect(starts("Europe/Berlin", "hour", "2026-03-28T23:00Z", "2026-03-29T22:00Z")).toHaveLength(23);
    expect(starts("America/New_York", "hour", "2026-03-08T05:00Z", "2026-03-09T04:00Z")).toHaveLength(23);
    // From 02:00 to 02:30: the hour from then on has half an hour.
    expect(starts("Australia/Lord_Howe", "hour", "2026-10-03T14:30Z", "2026-10-03T17:00Z")).toEqual([
      "2026-10-03T14:30Z",
      "2026-10-03T15:30Z",
      "2026-10-03T16:00Z",
    ]);
  });

  test("are hours of the zone's clock where it is put back, each of a repeated hour apart", () => {
    expect(starts("Europe/Berlin", "hour", "2026-10-24T22:00Z", "2026-10-25T23:00Z")).toHaveLength(25);
    expect(starts("America/New_York", "hour", "2026-11-01T04:00Z", "2026-11-02T05:00Z")).toHaveLength(25);
    // 01:00, then 01:30 again for half an hour, then 02:00.
    expect(starts("Australia/Lord_Howe", "hour", "2026-04-04T14:00Z", "2026-04-04T16:00Z")).toEqual([
      "2026-04-04T14:00Z",
      "2026-04-04T15:00Z",
      "2026-04-04T15:30Z",
    ]);
  });

  test.each([
    ["Europe/Berlin", "2026-03-28T12:00Z", ["2026-03-27T23:00Z", "2026-03-28T23:00Z", "2026-03-29T22:00Z"]],
    ["Europe/Berlin", "2026-10-24T12:00Z", ["2026-10-23T22:00Z", "2026-10-24T22:00Z", "2026-10-25T23:00Z"]],
    ["Asia/Kolkata", "2026-03-28T12:00Z", ["2026-03-27T18:30Z", "2026-03-28T18:30Z", "2026-03-29T18:30Z"]],
    [
      "Africa/Casablanca",
      "2026-02-14T12:00Z",
      ["2026-02-13T23:00Z", "2026-02-14T23:00Z", "2026-02-16T00:00Z"],
    ],
    // Midnight is skipped: the day begins at one.
    [
      "America/Santiago",
      "2026-09-05T12:00Z",
      ["2026-09-05T04:00Z", "2026-09-06T04:00Z", "2026-09-07T03:00Z"],
    ],
    // Midnight comes twice: the day begins at the first, and has 25 hours.
    ["America/Havana", "2026-10-31T12:00Z", ["2026-10-31T04:00Z", "2026-11-01T04:00Z", "2026-11-02T05:00Z"]],
    // The 30th was left out.
    ["Pacific/Apia", "2011-12-29T12:00Z", ["2011-12-29T10:00Z", "2011-12-30T10:00Z", "2011-12-31T10:00Z"]],
    ["+05:30", "2026-03-28T12:00Z", ["2026-03-27T18:30Z", "2026-03-28T18:30Z", "2026-03-29T18:30Z"]],
  ])("are days of %s around %s", (zone, from, days) => {
    expect(starts(zone, "day", from, iso(at(from) + 2 * DAY))).toEqual(days);
  });

  test("cover every range of every zone without a gap, and each begins on the zone's clock or where it changes", () => {
    const zones = fc.constantFrom(...NAMES.map((name) => readZone(name) ?? ""), "+05:45", "-03:30");
    const sizes = fc.constantFrom("minute", "15m", "hour", "day" as const);
    const from = fc.integer({ min: at("1972-01-01T00:00Z"), max: at("2037-01-01T00:00Z") });
    fc.assert(
      fc.property(zones, sizes, from, fc.integer({ min: 1, max: 200 }), (zone, size, start, count) => {
        const step = BUCKET_MS[size];
        const end = start + count * step;
        const found = bucketStarts(zone, size, start, end);
        const [first = Number.NaN, second = end] = found;
        expect(first <= start && second > start).toBe(true);
        expect(found.at(-1) ?? end).toBeLessThan(end);
        const late = found.filter((each, i) => i > 0 && each <= (found[i - 1] ?? 0));
        expect(late).toEqual([]);
        const local = size === "hour" || size === "day";
        const loose = found.filter((each) => {
          const shown = local ? wallTime(zone, each) : each;
          return shown % step !== 0 && offsetAt(zone, each) === offsetAt(zone, each - 1_000);
        });
        expect(loose).toEqual([]);
        const lengths = found.slice(1).map((each, i) => each - (found[i] ?? 0));
        expect(Math.max(0, ...lengths)).toBeLessThanOrEqual(size === "day" ? step + 2 * HOUR : step);
      }),
      { numRuns: 400 },
    );
  });

  test("are found fast, ten thousand of them", () => {
    const began = performance.now();
    expect(
      bucketStarts("Europe/Berlin", "day", at("1998-01-01T00:00Z"), at("2025-05-19T00:00Z")),
    ).toHaveLength(10_001);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe("an instant", () => {
  test("is where the clock shows a time, the first of two, and after a time that is skipped", () => {
    expect(iso(instantOf("Europe/Berlin", at("2026-10-25T02:30Z")))).toBe("2026-10-25T00:30Z");
    expect(iso(instantOf("Europe/Berlin", at("2026-03-29T02:30Z")))).toBe("2026-03-29T01:30Z");
    expect(iso(instantOf("Asia/Kolkata", at("2026-03-29T00:00Z")))).toBe("2026-03-28T18:30Z");
  });

  test("and what the clock shows are each other's inverse wherever the clock shows it once", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NAMES.map((name) => readZone(name) ?? "")),
        fc.integer({ min: at("1972-01-01T00:00Z") / 1_000, max: at("2037-01-01T00:00Z") / 1_000 }),
        (zone, seconds) => {
          const moment = seconds * 1_000;
          const found = instantOf(zone, wallTime(zone, moment));
          expect(wallTime(zone, found)).toBe(wallTime(zone, moment));
          expect(found).toBeLessThanOrEqual(moment);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("the range before", () => {
  const before = (zone: string, from: string, to: string, length: number) => {
    const found = rangeBefore(zone, { from: at(from), to: at(to), length });
    return [iso(found.from), iso(found.to)];
  };

  test("of a day is the day before, whatever hours the two have", () => {
    expect(before("Europe/Berlin", "2026-03-28T23:00Z", "2026-03-29T22:00Z", DAY)).toEqual([
      "2026-03-27T23:00Z",
      "2026-03-28T23:00Z",
    ]);
    expect(before("Europe/Berlin", "2026-03-29T22:00Z", "2026-03-30T22:00Z", DAY)).toEqual([
      "2026-03-28T23:00Z",
      "2026-03-29T22:00Z",
    ]);
    expect(before("America/New_York", "2026-11-02T05:00Z", "2026-11-03T05:00Z", DAY)).toEqual([
      "2026-11-01T04:00Z",
      "2026-11-02T05:00Z",
    ]);
  });

  test("of less than a day is as many milliseconds earlier", () => {
    expect(before("Europe/Berlin", "2026-03-29T01:00Z", "2026-03-29T02:00Z", HOUR)).toEqual([
      "2026-03-29T00:00Z",
      "2026-03-29T01:00Z",
    ]);
  });
});
