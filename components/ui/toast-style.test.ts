import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { TOAST_STYLE_HASHES } from "./toast-style";

const hash = (text: string) => `sha256-${createHash("sha256").update(text).digest("base64")}`;

test("the policy's hashes are those of the sheets that sonner inserts", () => {
  const source = readFileSync(createRequire(import.meta.url).resolve("sonner"), "utf8");
  const sheets = [...source.matchAll(/__insertCSS\(("(?:[^"\\]|\\.)*")\)/g)].map(
    (match) => JSON.parse(match[1] ?? '""') as string,
  );
  expect(["", ...sheets].map(hash)).toEqual(TOAST_STYLE_HASHES);
});
