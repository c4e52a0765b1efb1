import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { CircleDot } from "lucide-react";
import { expect, test } from "vitest";
import { AUDIT_ACTIONS, actionIcon, actionWords } from "./words";

const TARGETS = "key|root_key|api|identity|permission|role|policy|limit_override|workspace|session|user";

/** What the core writes into the log, read from its code: `action: "key.created"`, and a rotation's of both kinds of key. */
function writtenActions(): string[] {
  const sources = readdirSync("lib", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => readFileSync(path.join("lib", name), "utf8"))
    .filter((source) => /\baudit\(|\baction: "/.test(source));
  const found = new Set<string>();
  for (const source of sources) {
    for (const [, action] of source.matchAll(new RegExp(`"((?:${TARGETS})\\.[a-z_]+)"`, "g")))
      if (action) found.add(action);
    for (const [, act] of source.matchAll(/rotationAction\(kind, "([a-z_]+)"\)/g))
      for (const kind of ["key", "root_key"]) found.add(`${kind}.${act}`);
    // An action of any other target is one that the list above does not know.
    for (const [, action] of source.matchAll(/\baction: "([^"]+)"/g)) if (action) found.add(action);
  }
  return [...found].sort();
}

test("the log's filter offers each action that is written, and no other", () => {
  expect([...AUDIT_ACTIONS].sort()).toEqual(writtenActions());
});

test("each action has an icon of its own kind and reads as words", () => {
  for (const action of AUDIT_ACTIONS) {
    expect(actionIcon(action), action).not.toBe(CircleDot);
    expect(actionWords(action), action).toMatch(/^[A-Z][A-Za-z ]+$/);
  }
  expect(actionWords("limit_override.created")).toBe("Limit override created");
});
