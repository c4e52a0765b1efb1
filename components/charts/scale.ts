/** The values at which hairlines are drawn, from 0 to at least `max`: one to four steps of 1, 2, 2.5 or 5 times a power of ten, whole numbers only. */
export function valueTicks(max: number, steps = 3): number[] {
  if (max <= 0) return [0, 5, 10];
  const rough = max / steps;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(
    1,
    [1, 2, 2.5, 5, 10]
      .map((factor) => factor * power)
      .find((candidate) => candidate >= rough * 0.85 && Number.isInteger(candidate)) ?? 1,
  );
  const ticks = [];
  for (let tick = 0; tick < max + step; tick += step) ticks.push(tick);
  return ticks;
}

export interface Slot {
  x: number;
  width: number;
}

/** Bars on whole pixels, with a gap of one or two between them while there is room for it. */
export function barSlots(count: number, width: number): Slot[] {
  const each = width / count;
  const gap = each >= 12 ? 2 : each >= 3 ? 1 : 0;
  return Array.from({ length: count }, (_, index) => {
    const x = Math.round(index * each);
    return { x, width: Math.max(1, Math.round((index + 1) * each) - x - gap) };
  });
}

/** The bar under a horizontal place in the plot. */
export function slotAt(x: number, count: number, width: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor((x / width) * count)));
}
