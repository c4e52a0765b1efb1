import { describe, expect, test } from "vitest";
import { get, record, setUp, underWay } from "./cache-testing";

describe("the secret cache", () => {
  test("a warm secret is answered without a promise; concurrent misses share one look-up", async () => {
    const { table, state, cache } = setUp();
    table.set("h", record("a"));
    const all = await Promise.all([get(cache, "h"), get(cache, "h"), get(cache, "h")]);
    expect(state.lookUps).toBe(1);
    expect(all.every((r) => r !== "unavailable" && r?.credential.id === "a")).toBe(true);
    expect(get(cache, "h")).not.toBeInstanceOf(Promise);
  });

  test("look-ups of one turn share a query, and what comes meanwhile shares the next; each gets its own", async () => {
    const { table, state, cache } = setUp();
    for (const name of ["a", "b", "c", "d", "e", "f"]) table.set(name, record(name));
    let open = () => {};
    state.gate = new Promise((resolve) => {
      open = resolve;
    });
    const asked = ["a", "b", "nobody's"].map((hash) => get(cache, hash));
    for (const hash of ["c", "d"]) {
      await underWay();
      asked.push(get(cache, hash));
    }
    await underWay();
    expect(state.lookUps).toBe(3);
    asked.push(get(cache, "e"), get(cache, "f"));
    await underWay();
    expect(state.lookUps).toBe(3);
    open();
    const found = await Promise.all(asked);
    const names = found.map((one) => (one === "unavailable" ? one : (one?.credential.id ?? null)));
    expect(names).toEqual(["a", "b", null, "c", "d", "e", "f"]);
    expect(state.lookUps).toBe(4);
    expect(cache.lookUps).toEqual({ found: 6, unknown: 1, failed: 0 });
    // Many at once are shared out.
    await Promise.all(Array.from({ length: 24 }, (_, n) => get(cache, `many ${n}`)));
    expect(state.lookUps).toBe(7);
  });

  test("a workspace that asks for thousands waits for itself, and another's is in the next query", async () => {
    const { state, cache } = setUp();
    let open = () => {};
    state.gate = new Promise((resolve) => {
      open = resolve;
    });
    const all = Array.from({ length: 5_000 }, (_, n) => cache.get(`h${n}`, "ws_1"));
    await underWay();
    const others = ["ws_2", "ws_3"].map((workspace) => cache.get(`of ${workspace}`, workspace));
    const strangers = cache.get("a root key", () => "203.0.113.7");
    expect(state.lookUps).toBe(3);
    open();
    const begun = [...others, strangers].map((one) => Promise.resolve(one).then(() => state.lookUps));
    // Of 20 queries in all, the three that were under way and those that were begun while the next was answered.
    expect(Math.max(...(await Promise.all(begun)))).toBeLessThan(10);
    await Promise.all(all);
    expect(state.lookUps).toBeGreaterThanOrEqual(20);
  });

  test("a failed query fails for all that share it, and the next look-up asks again", async () => {
    const { table, state, cache } = setUp();
    state.down = true;
    const asked = Array.from({ length: 600 }, (_, n) => get(cache, `h${n}`));
    expect(new Set(await Promise.all(asked))).toEqual(new Set(["unavailable"]));
    expect(cache.lookUps.failed).toBe(600);
    state.down = false;
    table.set("h0", record("a"));
    expect(await get(cache, "h0")).toMatchObject({ credential: { id: "a" } });
  });

  test("who waits behind others' queries waits no longer than a look-up may take, nor for a database that is away", async () => {
    const { state, watch, cache } = setUp();
    let open = () => {};
    state.gate = new Promise((resolve) => {
      open = resolve;
    });
    for (const hash of ["a1", "a2", "a3"]) {
      void get(cache, hash);
      await underWay();
    }
    const late = get(cache, "c");
    state.now = 2_000;
    const inTime = get(cache, "d");
    open();
    expect(await late).toBe("unavailable");
    expect(await inTime).toBeNull();
    state.gate = new Promise((resolve) => {
      open = resolve;
    });
    for (const hash of ["e1", "e2", "e3"]) {
      void get(cache, hash);
      await underWay();
    }
    const behind = get(cache, "g");
    watch.away = true;
    open();
    expect(await behind).toBe("unavailable");
    expect(state.lookUps).toBe(7);
  });

  test("an unknown hash is remembered, and forgotten at once when its secret comes to be", async () => {
    const { table, state, cache } = setUp();
    expect(await get(cache, "aGFzaA==")).toBeNull();
    expect(await get(cache, "aGFzaA==")).toBeNull();
    expect(state.lookUps).toBe(1);
    table.set("aGFzaA==", record("a"));
    cache.forgetHash(Buffer.from("hash"));
    expect(await get(cache, "aGFzaA==")).toMatchObject({ credential: { id: "a" } });
  });

  test("a change is seen by the next call, also while a look-up that began before it is under way", async () => {
    const { table, state, cache } = setUp();
    table.set("h", record("old"));
    let open = () => {};
    state.gate = new Promise((resolve) => {
      open = resolve;
    });
    const before = get(cache, "h");
    await underWay();
    table.set("h", record("new"));
    cache.forgetCredential("old");
    const after = get(cache, "h");
    open();
    expect(await before).toMatchObject({ credential: { id: "old" } });
    expect(await after).toMatchObject({ credential: { id: "new" } });
    expect(await get(cache, "h")).toMatchObject({ credential: { id: "new" } });
  });

  test("a change of a workspace forgets what is of it and what was unknown, and nothing else", async () => {
    const { table, state, cache } = setUp();
    for (const [hash, workspaceId] of [
      ["h1", "ws_1"],
      ["h2", "ws_2"],
    ] as const) {
      table.set(hash, record("old", workspaceId));
      await get(cache, hash);
      table.set(hash, record("new", workspaceId));
    }
    expect(await get(cache, "imported")).toBeNull();
    table.set("imported", record("imported"));
    cache.forgetWorkspace("ws_1");
    expect(get(cache, "h2")).toMatchObject({ credential: { id: "old" } });
    expect(await get(cache, "h1")).toMatchObject({ credential: { id: "new" } });
    expect(await get(cache, "imported")).toMatchObject({ credential: { id: "imported" } });
    // What was looked up since is kept.
    expect(get(cache, "h1")).toMatchObject({ credential: { id: "new" } });
    expect(state.lookUps).toBe(5);
    // Forgotten is not merely old: with the database gone it may not be answered.
    cache.forgetWorkspace("ws_2");
    state.down = true;
    expect(await get(cache, "h2")).toBe("unavailable");
  });

  test("a change of a workspace during a look-up holds for who asks after it", async () => {
    const { table, state, cache } = setUp();
    table.set("h", record("old"));
    let open = () => {};
    state.gate = new Promise((resolve) => {
      open = resolve;
    });
    const before = get(cache, "h");
    await underWay();
    table.set("h", record("new"));
    cache.forgetWorkspace("ws_1");
    const after = get(cache, "h");
    open();
    expect(await before).toMatchObject({ credential: { id: "old" } });
    expect(await after).toMatchObject({ credential: { id: "new" } });
    expect(get(cache, "h")).toMatchObject({ credential: { id: "new" } });
  });

  test("more workspaces than are remembered one by one are forgotten all the same", async () => {
    const { table, cache } = setUp();
    table.set("h", record("old"));
    await get(cache, "h");
    cache.forgetWorkspace("ws_1");
    for (let n = 0; n < 20_000; n++) cache.forgetWorkspace(`ws_other_${n}`);
    table.set("h", record("new"));
    expect(await get(cache, "h")).toMatchObject({ credential: { id: "new" } });
  });

  test("nothing older than 10 s is answered while the database answers", async () => {
    const { table, state, cache } = setUp();
    table.set("h", record("old"));
    await get(cache, "h");
    table.set("h", record("new"));
    state.now = 10_000;
    expect(await get(cache, "h")).toMatchObject({ credential: { id: "new" } });
  });

  test("after a cut of the channel everything is looked up again, and serves still if the database is gone", async () => {
    const { table, state, cache } = setUp();
    table.set("h", record("old"));
    await get(cache, "h");
    table.set("h", record("new"));
    cache.markStale();
    state.now = 1;
    state.down = true;
    expect(await get(cache, "h")).toMatchObject({ credential: { id: "old" } });
    state.down = false;
    expect(await get(cache, "h")).toMatchObject({ credential: { id: "new" } });
    expect(get(cache, "h")).not.toBeInstanceOf(Promise);
  });

  test("between 5 and 10 s the answer waits for nothing and is refreshed behind it", async () => {
    const { table, state, cache } = setUp();
    table.set("h", record("old"));
    await get(cache, "h");
    table.set("h", record("new"));
    state.now = 6_000;
    expect(get(cache, "h")).toMatchObject({ credential: { id: "old" } });
    await underWay();
    expect(get(cache, "h")).toMatchObject({ credential: { id: "new" } });
  });

  test("a known secret waits a moment for a look-up that hangs, then for none, and sees what it finds", async () => {
    const { table, state, cache } = setUp();
    table.set("h", record("old"));
    await get(cache, "h");
    let open = () => {};
    state.gate = new Promise((resolve) => {
      open = resolve;
    });
    table.set("h", record("new"));
    for (const age of [11_000, 12_000]) {
      state.now = age;
      expect(await get(cache, "h")).toMatchObject({ credential: { id: "old" } });
    }
    expect(state.lookUps).toBe(2);
    const unknown = get(cache, "unknown");
    open();
    expect(await unknown).toBeNull();
    expect(get(cache, "h")).toMatchObject({ credential: { id: "new" } });
  });

  test("a known secret waits for its look-up where changes may have been missed, or it is older than an outage may last", async () => {
    const { table, state, cache } = setUp();
    for (const [missed, age] of [
      [true, 11_000],
      [false, 10 * 60_000],
    ] as const) {
      state.now = 0;
      cache.forgetAll();
      table.set("h", record("old"));
      await get(cache, "h");
      table.set("h", record("new"));
      state.now = age;
      cache.isTold = () => !missed;
      state.gate = new Promise((resolve) => setTimeout(resolve, 150));
      expect(await get(cache, "h")).toMatchObject({ credential: { id: "new" } });
    }
  });

  test("a secret that comes to be keeps no look-up of another from being remembered", async () => {
    const { table, state, cache } = setUp();
    for (const name of ["a", "b"]) table.set(name, record(name));
    let open = () => {};
    state.gate = new Promise((resolve) => {
      open = resolve;
    });
    const [a, made] = [get(cache, "a"), get(cache, "bWFkZQ==")];
    await underWay();
    table.set("bWFkZQ==", record("made"));
    cache.forgetHash(Buffer.from("made"));
    open();
    await Promise.all([a, made]);
    expect(get(cache, "a")).toMatchObject({ credential: { id: "a" } });
    expect(await get(cache, "bWFkZQ==")).toMatchObject({ credential: { id: "made" } });
  });

  test("with the database gone, what was seen goes on for ten minutes; the unknown is unavailable", async () => {
    const { table, state, cache } = setUp();
    table.set("h", record("a"));
    await get(cache, "h");
    state.down = true;
    state.now = 9 * 60_000;
    expect(await get(cache, "h")).toMatchObject({ credential: { id: "a" } });
    expect(await get(cache, "other")).toBe("unavailable");
    state.now = 10 * 60_000;
    expect(await get(cache, "h")).toBe("unavailable");
    state.down = false;
    expect(await get(cache, "h")).toMatchObject({ credential: { id: "a" } });
  });

  test("known not to answer, the database is waited for by nobody", async () => {
    const { table, state, watch, cache } = setUp();
    table.set("h", record("a"));
    await get(cache, "h");
    await get(cache, "unknown");
    watch.away = true;
    for (const age of [1, 6_000, 11_000, 9 * 60_000]) {
      state.now = age;
      expect(get(cache, "h")).toMatchObject({ credential: { id: "a" } });
    }
    expect(get(cache, "other")).toBe("unavailable");
    // That it was unknown nine minutes ago says nothing about now.
    expect(get(cache, "unknown")).toBe("unavailable");
    state.now = 10 * 60_000;
    expect(get(cache, "h")).toBe("unavailable");
    expect(state.lookUps).toBe(2);
    watch.away = false;
    expect(await get(cache, "h")).toMatchObject({ credential: { id: "a" } });
    expect(cache).toMatchObject({ staleAnswers: 2, lookUps: { found: 2, unknown: 1, failed: 0 } });
  });

  test("a flood of unknown values pushes out no key, takes a bounded number of places, and is made room for by itself", async () => {
    const { table, state, cache } = setUp();
    table.set("h", record("a"));
    await get(cache, "h");
    for (let n = 0; n < 1_000; n++) await get(cache, `unknown ${n}`);
    expect(cache.size).toBe(1 + 10);
    const { lookUps } = state;
    expect(await get(cache, "h")).toMatchObject({ id: "sec_a" });
    expect(await get(cache, "unknown 999")).toBeNull();
    expect(state.lookUps).toBe(lookUps);
    // One that comes to be a key leaves its place among the unknown, and the other way round.
    table.set("unknown 999", record("b"));
    cache.forgetHash(Buffer.from("unknown 999", "base64"));
    cache.forgetWorkspace("ws_1");
    expect(await get(cache, "unknown 999")).toMatchObject({ id: "sec_b" });
    table.delete("unknown 999");
    cache.forgetCredential("b");
    expect(await get(cache, "unknown 999")).toBeNull();
  });

  test("keys with much metadata take the places of several", async () => {
    const { table, cache } = setUp();
    for (let n = 0; n < 30; n++) table.set(`h${n}`, { ...record(`k${n}`), weight: 10 });
    table.set("huge", { ...record("huge"), weight: 1_000 });
    for (const hash of table.keys()) await get(cache, hash);
    expect(cache.size).toBe(1);
    for (let n = 0; n < 30; n++) await get(cache, `h${n}`);
    expect(cache.size).toBe(10);
  });
});
