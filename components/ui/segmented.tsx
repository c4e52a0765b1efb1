"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn";

const frame = "inline-flex rounded-md border border-line-2 bg-inset p-0";
const segment =
  "relative -m-px inline-flex flex-1 items-center justify-center gap-1.5 whitespace-nowrap rounded-md border border-transparent px-2.5 text-body text-ink-2 transition-colors hover:text-ink";
const current = "border-line-2 bg-surface font-medium text-ink dark:bg-selected";
const heights = { m: "h-(--control-m)", l: "h-(--control-l)" };

export interface SegmentedProps<Value extends string> {
  /** Names the group to those who do not see it. */
  label: string;
  options: readonly { value: Value; label: ReactNode; disabled?: boolean | undefined }[];
  value: Value;
  onValueChange: (value: Value) => void;
  name?: string | undefined;
  size?: "m" | "l" | undefined;
  className?: string | undefined;
}

/** A few choices side by side, one of them taken: native radios, so arrow keys move. */
export function Segmented<Value extends string>({
  label,
  options,
  value,
  onValueChange,
  name,
  size = "m",
  className,
}: SegmentedProps<Value>) {
  return (
    <div role="radiogroup" aria-label={label} className={cn(frame, className)}>
      {options.map((option) => (
        <label
          key={option.value}
          className={cn(
            segment,
            heights[size],
            option.value === value && current,
            "has-focus-visible:z-10 has-focus-visible:outline-2 has-focus-visible:outline-focus has-focus-visible:outline-offset-2 has-disabled:text-ink-3",
          )}
        >
          <input
            type="radio"
            className="absolute inset-0 m-0 appearance-none opacity-0"
            name={name ?? label}
            value={option.value}
            disabled={option.disabled}
            checked={option.value === value}
            onChange={() => onValueChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}

export interface SegmentedLinksProps {
  label: string;
  items: readonly { href: string; label: ReactNode; current: boolean }[];
  size?: "m" | "l" | undefined;
  className?: string | undefined;
}

/** The same look where the choice lives in the URL. */
export function SegmentedLinks({ label, items, size = "m", className }: SegmentedLinksProps) {
  return (
    <nav aria-label={label} className={cn(frame, className)}>
      {items.map((item) => (
        <Link
          prefetch={false}
          key={item.href}
          href={item.href}
          scroll={false}
          aria-current={item.current ? "true" : undefined}
          className={cn(segment, heights[size], item.current && current, "focus-visible:z-10")}
        >
          {item.label}
        </Link>
      ))}
    </nav>
  );
}
