import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { describe, expect, test } from "vitest";
import { envFault } from "./environment.mjs";

describe("a .env file", () => {
  test.each([
    ["", {}],
    ["# only a comment\n\n   # another\n", {}],
    ["PORT=4000\nHOST=127.0.0.1   # this machine only\n", { PORT: "4000", HOST: "127.0.0.1" }],
    ["export PORT=4000\r\nHOST = ::1\r\n", { PORT: "4000", HOST: "::1" }],
    ['REDIS_URL="redis://:pa#ss@host" # cache\n', { REDIS_URL: "redis://:pa#ss@host" }],
    ["A='one\ntwo # no comment\nthree'\nB=2\n", { A: "one\ntwo # no comment\nthree", B: "2" }],
    ["AUTH_SECRET=\nDATA_DIR=   # default\n", { AUTH_SECRET: "", DATA_DIR: "" }],
  ])("is read as it is meant: %j", (text, variables) => {
    expect(envFault(text)).toBeNull();
    expect(parseEnv(text)).toEqual(variables);
  });

  test.each([
    ["PORT 4000", ".env, line 1: must be NAME=value, a comment (# …) or empty."],
    ["PORT: 4000", ".env, line 1: must be NAME=value, a comment (# …) or empty."],
    ["A=1\n\nlk_root_hunter2", ".env, line 3: must be NAME=value, a comment (# …) or empty."],
    ["2FAST=1", ".env, line 1: must be NAME=value, a comment (# …) or empty."],
    ["=hunter2", ".env, line 1: must be NAME=value, a comment (# …) or empty."],
    [
      "REDIS_URL=redis://:hunter#2@host",
      ".env, line 1: put the value of REDIS_URL in quotes, because it contains a #.",
    ],
    [
      "METRICS_TOKEN=#hunter2",
      ".env, line 1: put the value of METRICS_TOKEN in quotes, because it contains a #.",
    ],
    ['A=1\nB="hunter2\nC=3', '.env, line 2: the value of B has no closing ".'],
    ["A='hunter2' hunter2", ".env, line 1: the value of A goes on after its closing '."],
  ])("that would be read otherwise than it is meant is refused without its values: %j", (text, sentence) => {
    expect(envFault(text)).toBe(sentence);
    expect(sentence).not.toContain("hunter");
  });

  test("copied from .env.example can have any of its variables uncommented", () => {
    const lines = readFileSync(".env.example", "utf8").split("\n");
    const variables = lines.filter((line) => /^# [A-Z][A-Z0-9_]*=/.test(line)).map((line) => line.slice(2));
    expect(variables.length).toBeGreaterThan(20);
    for (const line of variables) {
      expect(envFault(line)).toBeNull();
      // No explanation has become part of the value.
      expect(Object.values(parseEnv(line)).join("")).not.toMatch(/\s/);
    }
  });
});
