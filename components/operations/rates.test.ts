import { expect, test } from "vitest";
import { bytesWords, latencyWords, quantile, rateWords } from "./rates";

const latency = [
  { seconds: 0.000025, count: 0 },
  { seconds: 0.00005, count: 90 },
  { seconds: 0.0025, count: 98 },
  { seconds: 1, count: 99 },
  { seconds: null, count: 100 },
];

test("a share of the requests kept to the bound that is said", () => {
  expect([0.5, 0.9, 0.95, 0.985].map((share) => quantile(latency, share))).toEqual([
    0.00005, 0.00005, 0.0025, 1,
  ]);
  expect([0.5, 0.98, 0.99, 0.999].map((share) => latencyWords(latency, share))).toEqual([
    "≤\u00a00.05\u00a0ms",
    "≤\u00a02.5\u00a0ms",
    "≤\u00a01\u00a0s",
    ">\u00a01\u00a0s",
  ]);
  expect(latencyWords([{ seconds: null, count: 0 }], 0.5)).toBe("—");
});

test("rates and sizes are as exact as one can read", () => {
  expect([0, 1, 7, 4_200, 62_700].map((count) => rateWords(count, 3_000))).toEqual([
    "0",
    "0.33",
    "2.3",
    "1,400",
    "20,900",
  ]);
  expect([0, 999, 1_200, 308_000, 16_777_216].map(bytesWords)).toEqual([
    "0\u00a0B",
    "999\u00a0B",
    "1.2\u00a0kB",
    "308\u00a0kB",
    "17\u00a0MB",
  ]);
});
