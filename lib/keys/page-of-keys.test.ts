import { expect, test } from "vitest";
import { testWorkspace, useRuntime } from "../testing";
import { createKey } from "./create-key";
import { pageOfKeys } from "./page-of-keys";
import { revokeKey } from "./revoke-key";

const rt = useRuntime();

test("pages lead on and back over the same keys, and say where they stand", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const names = ["a", "b", "c", "d", "e"];
  for (const name of names) await createKey(ctx, { apiId, name });
  const hidden = await createKey(ctx, { apiId, name: "gone" });
  await revokeKey(ctx, hidden.key.id);

  const at = async (cursor?: string) =>
    pageOfKeys(ctx, { limit: 2, state: "active", ...(cursor === undefined ? {} : { cursor }) });
  const first = await at();
  expect(first).toMatchObject({ previous: null, before: 0 });
  const second = await at(first.nextCursor ?? "");
  expect(second).toMatchObject({ previous: "first", before: 2 });
  const third = await at(second.nextCursor ?? "");
  expect(third).toMatchObject({ nextCursor: null, before: 4 });
  expect([first, second, third].map((page) => page.items.map((key) => key.name))).toEqual([
    ["e", "d"],
    ["c", "b"],
    ["a"],
  ]);
  const back = await at(third.previous ?? "");
  expect(back.items.map((key) => key.name)).toEqual(["c", "b"]);
});
