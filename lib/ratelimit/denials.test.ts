import { expect, test } from "vitest";
import { Denials } from "./denials";
import type { LimitDecision, LimitRequest } from "./limiter";

const request = (rest: Partial<LimitRequest> = {}): LimitRequest => ({
  id: "k",
  limit: 5,
  windowMs: 60_000,
  cost: 3,
  pool: "stored",
  ...rest,
});
const refusal = (retryAt: number | null): LimitDecision => ({
  allowed: false,
  at: 0,
  states: [{ limit: 5, remaining: 0, windowMs: 60_000, resetAt: 60_000, retryAt, exceeded: true }],
});

test("a refusal is repeated for a second, or until there could be room", () => {
  const denials = new Denials();
  denials.remember(["lk:long"], [request()], refusal(60_000), 1_000, 0);
  denials.remember(["lk:short"], [request()], refusal(301), 1_000, 0);
  const found = (key: string, at: number) => denials.find([key], [request()], at) !== undefined;
  expect([found("lk:long", 1_999), found("lk:long", 2_000)]).toEqual([true, false]);
  expect([found("lk:short", 1_299), found("lk:short", 1_300)]).toEqual([true, false]);
});

test("a refusal is not repeated to a call of another cost, which fits at another time or never", () => {
  const denials = new Denials();
  denials.remember(["lk:k"], [request()], refusal(60_000), 0, 0);
  expect(denials.find(["lk:k"], [request()], 1)).toEqual(refusal(60_000));
  for (const cost of [2, 4, 6]) expect(denials.find(["lk:k"], [request({ cost })], 1)).toBeUndefined();
});

test("keys that look like two are not taken for two", () => {
  const denials = new Denials();
  denials.remember(["lk:a\nlk:b"], [request()], refusal(60_000), 0, 0);
  expect(denials.find(["lk:a", "lk:b"], [request(), request()], 1)).toBeUndefined();
});

test("what is remembered is bounded, and gone two seconds later", () => {
  const denials = new Denials();
  for (let n = 0; n < 60_000; n++) denials.remember([`lk:${n}`], [request()], refusal(60_000), 0, 0);
  expect(denials.size).toBe(50_000);
  expect(denials.find(["lk:59999"], [request()], 1)).toBeUndefined();
  denials.find(["lk:0"], [request()], 2_000);
  expect(denials.size).toBe(0);
});
