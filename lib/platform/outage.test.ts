import { Pool } from "pg";
import { expect, test, vi } from "vitest";
import { DatabaseWatch, isBusy, isContention, isOutage, isReadOnly, within } from "./outage";

const coded = (code: string) => Object.assign(new Error("x"), { code });
const late = () => within(1, new Promise(() => {})).catch((error: unknown) => error);

test("tells a lost connection from a slow statement and from a mistake of ours, also as the cause of another error", async () => {
  const nobody = new Pool({ host: "127.0.0.1", port: 1 });
  const refused = await nobody.query("select 1").catch((error: unknown) => error);
  await nobody.end();
  const kinds = [isOutage, isBusy, isReadOnly, isContention];
  const kindsOf = (error: unknown) => kinds.filter((is) => is(error));
  for (const [is, errors] of [
    [isOutage, [refused, coded("57P01"), coded("08006"), new Error("Connection terminated unexpectedly")]],
    [isBusy, [await late(), coded("57014"), coded("53300"), new Error("Query read timeout")]],
    [isReadOnly, [coded("25006")]],
    [isContention, [coded("40001"), coded("40P01")]],
  ] as const)
    for (const error of errors) {
      expect(kindsOf(error)).toEqual([is]);
      expect(kindsOf(new Error("Failed query", { cause: error }))).toEqual([is]);
    }
  for (const error of [coded("23505"), coded("42601"), new Error("x"), "x", null])
    expect(kindsOf(error)).toEqual([]);
});

test("counts one outage however many notice it, and ends it when the database answers", async () => {
  let down = true;
  const told: string[] = [];
  const ping = async () => {
    if (down) throw coded("ECONNREFUSED");
    return { readOnly: false };
  };
  const watch = new DatabaseWatch(ping, (state) => told.push(state));
  watch.failed(coded("23505"));
  expect(watch.away).toBe(false);
  for (let i = 0; i < 10; i++) watch.failed(coded("ECONNREFUSED"));
  expect(watch).toMatchObject({ away: true, outages: 1 });
  down = false;
  await vi.waitFor(() => expect(watch.away).toBe(false), 3_000);
  expect(told).toEqual(["away", "up"]);
});

test("takes a slow statement for an outage only if a small query is not answered either", async () => {
  let hangs = false;
  let pings = 0;
  const ping = async () => {
    pings++;
    if (hangs) await new Promise(() => {});
    return { readOnly: false };
  };
  const watch = new DatabaseWatch(ping, undefined, undefined, 50);
  const slow = await late();
  for (let i = 0; i < 10; i++) watch.failed(slow);
  expect(await watch.answers()).toBe(true);
  expect(watch).toMatchObject({ away: false, outages: 0 });
  expect(pings).toBe(1);
  hangs = true;
  watch.failed(slow);
  await vi.waitFor(() => expect(watch).toMatchObject({ away: true, outages: 1 }), 3_000);
  watch.close();
});

test("knows a read-only database from one that is away, and when it takes writes again", async () => {
  let readOnly = true;
  const told: string[] = [];
  const watch = new DatabaseWatch(
    async () => ({ readOnly }),
    (state) => told.push(state),
  );
  watch.failed(coded("25006"));
  await vi.waitFor(() => expect(watch).toMatchObject({ away: false, readOnly: true, outages: 0 }));
  readOnly = false;
  await vi.waitFor(() => expect(watch.readOnly).toBe(false), 3_000);
  expect(told).toEqual(["read_only", "up"]);
});

test("reports a fault behind an answer at most once a second for each place", () => {
  const seen: unknown[] = [];
  const watch = new DatabaseWatch(
    async () => ({ readOnly: false }),
    undefined,
    (place, error) => seen.push([place, error]),
  );
  const fault = coded("23505");
  for (let i = 0; i < 100; i++) {
    watch.report("credits", fault);
    watch.report("look-up", fault);
  }
  expect(seen).toEqual([
    ["credits", fault],
    ["look-up", fault],
  ]);
  expect(watch.away).toBe(false);
});
