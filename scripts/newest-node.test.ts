import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";

test("without a package registry the newest Node counts as skipped, and nothing fails", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-newest-"));
  const totals = path.join(folder, "totals");
  const { status, stdout } = spawnSync(process.execPath, ["scripts/newest-node.mjs"], {
    encoding: "utf8",
    env: {
      NODE_ENV: "test",
      PATH: process.env["PATH"] ?? "",
      HOME: folder,
      LATCHKEY_TOTALS: totals,
      npm_config_registry: "http://127.0.0.1:9/",
    },
  });
  const counted = readFileSync(totals, "utf8");
  rmSync(folder, { recursive: true });
  expect({ status, counted }).toEqual({ status: 0, counted: "0 0 1\n" });
  expect(stdout).toContain("newest Node: not available here, skipped");
});
