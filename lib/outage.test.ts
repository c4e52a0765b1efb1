import { Pool } from "pg";
import { expect, test, vi } from "vitest";
import { DatabaseWatch, isContention, isOutage, within } from "./outage";

const coded = (code: string) => Object.assign(new Error("x"), { code });

test("an outage is told from a mistake of ours, also as the cause of another error", async () => {
  const nobody = new Pool({ host: "127.0.0.1", port: 1 });
  const refused = await nobody.query("select 1").catch((error: unknown) => error);
  await nobody.end();
  const late = await within(1, new Promise(() => {})).catch((error: unknown) => error);
  for (const error of [refused, late, coded("57P01"), coded("08006"), new Error("Query read timeout")]) {
    expect(isOutage(error)).toBe(true);
    expect(isOutage(new Error("Failed query", { cause: error }))).toBe(true);
  }
  for (const error of [coded("23505"), coded("42601"), new Error("x"), "x", null])
    expect(isOutage(error)).toBe(false);
  expect(isContention(coded("40001"))).toBe(true);
  expect(isOutage(coded("40001"))).toBe(false);
});

test("one outage is one, however many notice it, and ends by itself when the database answers", async () => {
  let down = true;
  const told: boolean[] = [];
  const ping = async () => {
    if (down) throw coded("ECONNREFUSED");
  };
  const watch = new DatabaseWatch(ping, (away) => told.push(away));
  watch.failed(coded("23505"));
  expect(watch.away).toBe(false);
  for (let i = 0; i < 10; i++) watch.failed(coded("ECONNREFUSED"));
  expect(watch).toMatchObject({ away: true, outages: 1 });
  down = false;
  await vi.waitFor(() => expect(watch.away).toBe(false), 3_000);
  expect(told).toEqual([true, false]);
});
