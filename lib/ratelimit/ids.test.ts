import fc from "fast-check";
import { expect, test } from "vitest";
import { composedId, type LimitRequest, limitId, windowId } from "./limiter";
import { keyOf } from "./redis-limiter";

/** Any UTF-16, with much of what separators are made of. */
const part = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "/", ":", "\u0000", "\n", "1", '"', "\ud800", "\udfff", "\ufffd") }),
  fc.string({ unit: "binary" }),
);
const request = fc.record({
  id: fc.tuple(part, part).map(([owner, name]) => limitId(`key_${owner}`, name)),
  windowMs: fc.constantFrom(1, 10, 1_000, 60_000),
});
const whole = (some: { id: string; windowMs: number }): LimitRequest => ({
  ...some,
  limit: 1,
  cost: 1,
  pool: "stored",
});

test("ids of different parts differ, whatever the parts contain and however many there are", () => {
  const parts = fc.array(part, { maxLength: 4 });
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      expect(composedId(...a) === composedId(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
    { numRuns: 2_000 },
  );
  expect(composedId("ws_1", "login", "tenant/alice")).not.toBe(composedId("ws_1", "login/tenant", "alice"));
});

test("a limit's id is that of its two parts", () => {
  fc.assert(fc.property(part, part, (a, b) => limitId(a, b) === composedId(a, b)));
});

test("windows and their keys in Redis, as the UTF-8 that Redis sees, differ where the limits differ", () => {
  fc.assert(
    fc.property(request, request, (a, b) => {
      const same = a.id === b.id && a.windowMs === b.windowMs;
      expect(windowId(whole(a)) === windowId(whole(b))).toBe(same);
      expect(Buffer.from(keyOf(whole(a))).equals(Buffer.from(keyOf(whole(b))))).toBe(same);
    }),
    { numRuns: 2_000 },
  );
  const [a, b] = ["\ud800", "\ufffd"].map((name) => ({ id: limitId("key_1", name), windowMs: 1_000 }));
  if (a && b) expect(Buffer.from(keyOf(whole(a)))).not.toEqual(Buffer.from(keyOf(whole(b))));
});
