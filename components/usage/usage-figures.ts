import { sumOf } from "@/components/charts/series";
import type { FigureProps } from "@/components/ui/figures";
import { formatChange, formatCount, formatFigure, formatShare } from "@/components/ui/number-format";
import type { ByCode } from "@/lib/usage/explore-query";

export interface FigureSource {
  now: ByCode;
  before: ByCode;
  keysInUse: { now: number; before: number };
  activeKeys: number;
}

const NBSP = "\u00a0";
const share = (byCode: ByCode) => (sumOf(byCode) === 0 ? 0 : (100 * (byCode.VALID ?? 0)) / sumOf(byCode));

/** `−1.27 pt`: how far a share moved. */
export function formatPoints(now: number, before: number): string {
  const moved = Math.round((now - before) * 100) / 100;
  if (moved === 0) return `0${NBSP}pt`;
  return `${moved > 0 ? "+" : "−"}${Math.abs(moved)
    .toFixed(2)
    .replace(/\.?0+$/, "")}${NBSP}pt`;
}

/** Calls, allowed, denied, over a limit, keys in use: each against the period before. */
export function usageFigures({ now, before, keysInUse, activeKeys }: FigureSource): FigureProps[] {
  const [calls, callsBefore] = [sumOf(now), sumOf(before)];
  const [denied, deniedBefore] = [calls - (now.VALID ?? 0), callsBefore - (before.VALID ?? 0)];
  const [limited, limitedBefore] = [now.RATE_LIMITED ?? 0, before.RATE_LIMITED ?? 0];
  const comparable = calls > 0 && callsBefore > 0;
  return [
    {
      label: "Calls",
      value: formatFigure(calls),
      change: formatChange(calls, callsBefore),
      note: `${formatFigure(callsBefore)} before`,
    },
    {
      label: "Allowed",
      value: formatShare(now.VALID ?? 0, calls, 2),
      change: comparable ? formatPoints(share(now), share(before)) : undefined,
      bad: comparable && share(before) - share(now) >= 0.5,
      note: callsBefore > 0 ? `${formatShare(before.VALID ?? 0, callsBefore, 2)} before` : "nothing before",
    },
    {
      label: "Denied",
      value: formatFigure(denied),
      change: formatChange(denied, deniedBefore),
      bad: denied > deniedBefore * 1.25 && denied - deniedBefore > 10,
      note: `${formatFigure(deniedBefore)} before`,
    },
    {
      label: "Over a limit",
      value: formatFigure(limited),
      change: formatChange(limited, limitedBefore),
      bad: limited > limitedBefore * 1.25 && limited - limitedBefore > 10,
      note: `${formatFigure(limitedBefore)} before`,
    },
    {
      label: "Keys in use",
      value: formatCount(keysInUse.now),
      change: formatChange(keysInUse.now, keysInUse.before),
      note: `${formatCount(activeKeys)} active now`,
    },
  ];
}
