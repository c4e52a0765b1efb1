import { expect, test } from "vitest";
import { createLog } from "../../platform/log";
import { RootKeyUses } from "./uses";

test("a use is written once a minute, and a flood of other root keys costs no more than another write", () => {
  const written: string[] = [];
  const pool = {
    query: async (_text: string, values: string[]) => {
      written.push(values[0] ?? "");
      return { rows: [] };
    },
  };
  const uses = new RootKeyUses(pool as never, createLog("silent"));
  const note = (secretId: string, now: number) =>
    uses.note({ workspaceId: "ws_1", secretId }, now, () => null);
  note("sec_a", 0);
  note("sec_a", 59_999);
  note("sec_a", 60_000);
  expect(written).toEqual(["sec_a", "sec_a"]);
  for (let n = 0; n < 60_000; n++) note(`sec_${n}`, 60_001);
  note("sec_a", 60_002);
  note("sec_59999", 60_002);
  expect(written.length).toBe(2 + 60_000 + 1);
});
