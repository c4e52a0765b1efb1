import { expect, test } from "vitest";
import { useRuntime } from "../testing";
import { nextRefillSql } from "./refill";

const rt = useRuntime();

test.each([
  ["daily", null, "2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z"],
  ["daily", null, "2026-12-31T23:59:59.999Z", "2027-01-01T00:00:00Z"],
  ["monthly", 1, "2026-11-24T10:00:00Z", "2026-12-01T00:00:00Z"],
  ["monthly", 31, "2026-11-24T10:00:00Z", "2026-11-30T00:00:00Z"],
  ["monthly", 31, "2026-11-30T00:00:00Z", "2026-12-31T00:00:00Z"],
  ["monthly", 30, "2027-01-30T12:00:00Z", "2027-02-28T00:00:00Z"],
  ["monthly", 29, "2028-02-01T00:00:00Z", "2028-02-29T00:00:00Z"],
  ["monthly", 15, "2026-12-20T00:00:00Z", "2027-01-15T00:00:00Z"],
] as const)("%s on %s after %s: %s", async (interval, day, now, next) => {
  const { rows } = await rt().pool.query<{ next: Date }>(
    `select ${nextRefillSql("$1::timestamptz", "$2::text", "$3::int")} as next`,
    [now, interval, day],
  );
  expect(rows[0]?.next).toEqual(new Date(next));
});
