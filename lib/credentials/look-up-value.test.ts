import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { publicLookUpValue } from "./look-up-value";

const spiffe = {
  kind: "certificate",
  workspaceId: "ws_1",
  authority: "tbn_1",
  value: "spiffe://example.org/billing",
} as const;

test("a public look-up value is SHA-256 over kind, workspace, authority and value, each after its length", () => {
  const text = "\0\0\0\x0bcertificate\0\0\0\x04ws_1\0\0\0\x05tbn_1\0\0\0\x1cspiffe://example.org/billing";
  expect(publicLookUpValue(spiffe)).toEqual(createHash("sha256").update(text, "latin1").digest());
});

test("a public look-up value counts lengths in bytes, not characters", () => {
  const text = "\0\0\0\x0afederation\0\0\0\x04ws_1\0\0\0\x02\xc3\xa9\0\0\0\x00";
  const proof = { kind: "federation", workspaceId: "ws_1", authority: "é", value: "" } as const;
  expect(publicLookUpValue(proof)).toEqual(createHash("sha256").update(text, "latin1").digest());
});

test.each([
  ["another workspace", { ...spiffe, workspaceId: "ws_2" }],
  ["another kind of proof", { ...spiffe, kind: "public_key" as const }],
  ["another trust bundle", { ...spiffe, authority: "tbn_2" }],
  [
    "a character that moved from one part to the next",
    { ...spiffe, authority: "tbn_", value: `1${spiffe.value}` },
  ],
])("a public look-up value differs for %s", (_, other) => {
  expect(publicLookUpValue(other)).not.toEqual(publicLookUpValue(spiffe));
});

test("a public look-up value refuses text with a lone surrogate", () => {
  expect(() => publicLookUpValue({ ...spiffe, value: "\ud800" })).toThrow(RangeError);
});
