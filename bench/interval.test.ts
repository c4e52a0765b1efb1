import { describe, expect, test } from "vitest";
import { isConclusive, losses, medianInterval } from "./interval";

const around = (middle: number, n = 15, step = 0.001) =>
  Array.from({ length: n }, (_, i) => middle + (i - (n - 1) / 2) * step);

describe("the interval of a median", () => {
  // Conover, Practical Nonparametric Statistics, table A3: the ranks for the median at 95 %.
  test.each([
    [6, 1],
    [8, 1],
    [9, 2],
    [12, 3],
    [15, 4],
    [20, 6],
    [25, 8],
    [30, 10],
  ])("of %i values begins at the value in place %i", (n, place) => {
    const values = Array.from({ length: n }, (_, i) => i + 1);
    const { low, high } = medianInterval(values);
    expect([low, high]).toEqual([place, n + 1 - place]);
  });

  test("does not depend on the order of the values", () => {
    const values = around(1);
    expect(medianInterval([...values].reverse())).toEqual(medianInterval(values));
  });

  test("is hardly moved by one round that was disturbed", () => {
    const values = around(1);
    const { median, low } = medianInterval([0.1, ...values.slice(1)]);
    expect(median).toBe(medianInterval(values).median);
    expect(low).toBeGreaterThan(0.99);
  });

  test("is refused for fewer values than it needs", () => {
    expect(() => medianInterval([1, 1, 1, 1, 1])).toThrow("at least 6");
  });
});

describe("a build is reported as slower", () => {
  test("if the whole interval of its rate lies below 0.97", () => {
    expect(losses(medianInterval(around(0.96)), null)).toHaveLength(1);
    expect(losses(medianInterval(around(0.968)), null)).toEqual([]);
  });

  test("if the whole interval of its processor time lies above 1.03", () => {
    expect(losses(medianInterval(around(1)), medianInterval(around(1.04)))).toHaveLength(1);
    expect(losses(medianInterval(around(1)), medianInterval(around(1.032)))).toEqual([]);
  });

  test("only where the interval is narrow enough to tell", () => {
    expect(isConclusive(medianInterval(around(1)))).toBe(true);
    expect(isConclusive(medianInterval(around(1, 15, 0.05)))).toBe(false);
  });

  test("never for being faster or cheaper", () => {
    expect(losses(medianInterval(around(1.2)), medianInterval(around(0.8)))).toEqual([]);
  });
});
