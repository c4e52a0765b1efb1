import { describe, expect, test } from "vitest";
import { get, record, setUp, underWay } from "./cache-testing";

describe("the secret cache, while others change theirs", () => {
  test("what is found during another's changes is kept, and changes of a key or its workspace are not missed", async () => {
    const { table, state, cache } = setUp();
    table.set("h1", record("a", "ws_1"));
    table.set("h2", record("b", "ws_2"));
    table.set("h3", record("c", "ws_3"));
    for (const many of [1, 1_000]) {
      cache.forgetAll();
      let open = () => {};
      state.gate = new Promise((resolve) => {
        open = resolve;
      });
      const asked = ["h1", "h2", "h3", "nobody's"].map((hash) => get(cache, hash));
      await underWay();
      cache.forgetCredential("a");
      for (let n = 0; n < many; n++) cache.forgetCredential("of somebody else");
      cache.forgetWorkspace("ws_2");
      open();
      await Promise.all(asked);
      for (const hash of ["h1", "h2", "nobody's"]) {
        const after = get(cache, hash);
        expect(after).toBeInstanceOf(Promise);
        await after;
      }
      // Past so many changes they are not told apart.
      if (many === 1) expect(get(cache, "h3")).toMatchObject({ id: "sec_c" });
      else expect(get(cache, "h3")).toBeInstanceOf(Promise);
      await get(cache, "h3");
    }
  });

  test("a known secret's look-up that hangs during another's changes is waited for no longer than else", async () => {
    const { table, state, cache } = setUp();
    table.set("h", record("a"));
    await get(cache, "h");
    state.now = 11_000;
    state.gate = new Promise(() => {});
    const first = get(cache, "h");
    await underWay();
    cache.forgetCredential("of somebody else");
    cache.forgetWorkspace("ws_2");
    expect(get(cache, "h")).toBe(first);
    expect(await first).toMatchObject({ id: "sec_a" });
    expect(state.lookUps).toBe(2);
  });
});
