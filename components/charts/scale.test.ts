import fc from "fast-check";
import { expect, test } from "vitest";
import { barSlots, slotAt, valueTicks } from "./scale";

test("ticks are whole, begin at 0, and stay few", () => {
  expect(valueTicks(0)).toEqual([0, 5, 10]);
  expect(valueTicks(1)).toEqual([0, 1]);
  expect(valueTicks(55_000)).toEqual([0, 20_000, 40_000, 60_000]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), (max) => {
      const ticks = valueTicks(max);
      expect(ticks[0]).toBe(0);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(max);
      expect(ticks.every(Number.isInteger)).toBe(true);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(5);
    }),
  );
});

test("bars lie in order on whole pixels inside the plot, and each is found under the pointer", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 200, max: 1400 }), (count, width) => {
      const slots = barSlots(count, width);
      expect(slots).toHaveLength(count);
      slots.forEach((slot, at) => {
        expect(Number.isInteger(slot.x) && Number.isInteger(slot.width)).toBe(true);
        expect(slot.x + slot.width).toBeLessThanOrEqual(slots[at + 1]?.x ?? width);
        expect(slotAt(((at + 0.5) * width) / count, count, width)).toBe(at);
      });
    }),
  );
});
