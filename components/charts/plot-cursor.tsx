"use client";

import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { slotAt } from "./scale";

export interface PlotCursorProps {
  /** What the chart shows, in a sentence. */
  label: string;
  /** How many bars there are. */
  count: number;
  /** The bar that is looked at. */
  index: number | null;
  onIndex: (index: number | null) => void;
  /** The bar in words, read out when an arrow key reaches it. */
  wordsOf: (index: number) => string;
  /** A press, or Enter. */
  onSelect?: ((index: number) => void) | undefined;
  children: ReactNode;
}

/**
 * Lies over a plot and makes its bars reachable: by pointer, by touch, and by arrow keys as a slider,
 * which screen readers hand through and read.
 */
export function PlotCursor({ label, count, index, onIndex, wordsOf, onSelect, children }: PlotCursorProps) {
  const ref = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState(false);
  const [last, setLast] = useState(count - 1);
  const current = Math.min(index ?? last, count - 1);

  useEffect(() => {
    if (index !== null) setLast(index);
  }, [index]);

  const point = (event: PointerEvent) => {
    const box = ref.current?.getBoundingClientRect();
    if (box && box.width > 0) onIndex(slotAt(event.clientX - box.left, count, box.width));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.round(count / 7));
    const moves: Record<string, number> = {
      ArrowLeft: current - 1,
      ArrowDown: current - 1,
      ArrowRight: current + 1,
      ArrowUp: current + 1,
      PageDown: current - page,
      PageUp: current + page,
      Home: 0,
      End: count - 1,
    };
    const next = moves[event.key];
    if (next !== undefined) onIndex(Math.max(0, Math.min(count - 1, next)));
    else if (event.key === "Escape" && index !== null) onIndex(null);
    else if ((event.key === "Enter" || event.key === " ") && onSelect) onSelect(current);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={ref}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, count - 1)}
      aria-valuenow={Math.max(0, current)}
      aria-valuetext={count > 0 ? wordsOf(Math.max(0, current)) : "No bars"}
      onPointerMove={point}
      onPointerDown={point}
      onPointerLeave={(event) => {
        // A finger that lifts leaves its bar's values standing.
        if (event.pointerType === "mouse" && !focused) onIndex(null);
      }}
      onClick={() => {
        if (index !== null) onSelect?.(index);
      }}
      onFocus={(event) => {
        const byKeyboard = event.currentTarget.matches(":focus-visible");
        setFocused(byKeyboard);
        if (byKeyboard) onIndex(Math.max(0, current));
      }}
      onBlur={() => {
        setFocused(false);
        onIndex(null);
      }}
      onKeyDown={onKeyDown}
      className="relative touch-pan-y rounded-sm outline-offset-4"
    >
      {children}
    </div>
  );
}
