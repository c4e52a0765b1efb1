import { expect, test } from "vitest";
import type { Queries } from "@/db/turns";
import { LimitOverrides } from "./overrides";

/** Overrides over a table that the test changes; a read takes what is there when it is asked, and waits for `gate`. */
function setUp() {
  const state = { limit: 1, reads: 0, gate: Promise.resolve() };
  const queries: Queries = {
    query: async () => {
      state.reads++;
      const rows = [
        { identifier: "alice", limit: state.limit, window_ms: "60000", algorithm: null, burst: null },
      ];
      await state.gate;
      return { rows } as never;
    },
  };
  const overrides = new LimitOverrides(queries, () => 0);
  return { state, overrides, of: (workspaceId: string) => overrides.of(workspaceId, "email", "alice") };
}

test("a workspace's change is seen at once, and another's overrides stay in memory", async () => {
  const { state, overrides, of } = setUp();
  for (const workspaceId of ["ws_1", "ws_11"]) await of(workspaceId);
  state.limit = 2;
  overrides.forgetWorkspace("ws_1");
  expect(await of("ws_1")).toMatchObject({ limit: 2 });
  expect(await of("ws_11")).toMatchObject({ limit: 1 });
  expect(state.reads).toBe(3);
});

test("what is read during another workspace's change is kept, and what is read during its own is not", async () => {
  const { state, overrides, of } = setUp();
  let open = () => {};
  state.gate = new Promise((resolve) => {
    open = resolve;
  });
  const asked = [of("ws_1"), of("ws_2")];
  overrides.forgetWorkspace("ws_1");
  state.limit = 2;
  open();
  await Promise.all(asked);
  expect(await of("ws_1")).toMatchObject({ limit: 2 });
  expect(await of("ws_2")).toMatchObject({ limit: 1 });
});
