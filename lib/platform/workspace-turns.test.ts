import { expect, test } from "vitest";
import { WorkspaceTurns } from "./workspace-turns";

const limits = { perWorkspace: 2, total: Number.POSITIVE_INFINITY, waiting: 3, waitingInAll: 5 };

test("a workspace with all its turns taken and others waiting is refused, and another begins at once", async () => {
  const turns = new WorkspaceTurns(limits);
  const a = { workspaceId: "ws_a" };
  expect(await Promise.all([turns.enter(a, 60_000), turns.enter(a, 60_000)])).toEqual(["mine", "mine"]);
  const waiting = [1, 2, 3].map(() => turns.enter(a, 60_000));
  expect(await turns.enter(a, 60_000)).toBe("over_share");
  expect(await turns.enter({ workspaceId: "ws_b" }, 60_000)).toBe("mine");
  for (const each of waiting) {
    turns.leave("ws_a");
    expect(await each).toBe("mine");
  }
  turns.leave("ws_a");
  turns.leave("ws_a");
  // Nothing is left of what has ended.
  expect(await Promise.all([turns.enter(a, 0), turns.enter(a, 0)])).toEqual(["mine", "mine"]);
  expect(await turns.enter(a, 1)).toBe("over_share");
});

test("who gives up while waiting leaves its place, and all workspaces together wait only so many", async () => {
  const turns = new WorkspaceTurns(limits);
  const gone = new AbortController();
  for (const workspaceId of ["ws_a", "ws_b"])
    for (let n = 0; n < 2; n++) await turns.enter({ workspaceId }, 60_000);
  const given = [1, 2, 3].map(() => turns.enter({ workspaceId: "ws_a", signal: gone.signal }, 60_000));
  const kept = [1, 2].map(() => turns.enter({ workspaceId: "ws_b" }, 60_000));
  expect(await turns.enter({ workspaceId: "ws_b" }, 60_000)).toBe("busy");
  gone.abort();
  expect(await Promise.all(given)).toEqual(["gone", "gone", "gone"]);
  turns.leave("ws_b");
  turns.leave("ws_b");
  expect(await Promise.all(kept)).toEqual(["mine", "mine"]);
});
