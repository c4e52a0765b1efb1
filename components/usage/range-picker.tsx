"use client";

import { CalendarDays, Check, ChevronDown } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Field } from "@/components/ui/field";
import { DateTimeInput } from "@/components/ui/input";
import { Popover } from "@/components/ui/popover";
import { useZone } from "@/components/ui/time";
import { formatClock, formatDay, formatMoment, zonedTime } from "@/components/ui/time-format";
import { fromField, PRESETS, toField, type UsageRange } from "./range";
import type { RangeName } from "./usage-params";

export interface RangeChoice {
  range: RangeName;
  from: string | null;
  to: string | null;
}

export interface RangePickerProps {
  range: UsageRange;
  onChange: (choice: RangeChoice) => void;
}

/** `17 – 24 Nov`, `24 Nov 13:32 – 14:32`. */
function spanText({ from, to }: UsageRange, zone: string): string {
  if (to - from > 36 * 3_600_000) {
    const [a, b] = [zonedTime(from, zone), zonedTime(to, zone)];
    const first = a.month === b.month && a.year === b.year ? String(a.day) : formatDay(from, zone, to);
    return `${first} – ${formatDay(to, zone, to)}`;
  }
  const sameDay = formatDay(from, zone, to) === formatDay(to, zone, to);
  return `${formatMoment(from, zone, to)} – ${sameDay ? formatClock(to, zone) : formatMoment(to, zone, to)}`;
}

/** The last hour, day, week or month, or from when to when. */
export function RangePicker({ range, onChange }: RangePickerProps) {
  const [open, setOpen] = useState(false);
  const zone = useZone();
  const label =
    range.name === "own" && !range.fault ? null : PRESETS[range.name === "own" ? "7d" : range.name].label;
  const choose = (choice: RangeChoice) => {
    setOpen(false);
    onChange(choice);
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      title="Range"
      className="w-[280px] p-1 [&>h2]:sr-only"
      trigger={
        <Button size="m" icon={<CalendarDays />} after={<ChevronDown className="size-3.5! text-ink-2" />}>
          <span className="sr-only">Range: </span>
          {label}
          <span className={cn("font-normal", label && "text-ink-3")}>{spanText(range, zone)}</span>
        </Button>
      }
    >
      <ul aria-label="Ranges">
        {(Object.keys(PRESETS) as (keyof typeof PRESETS)[]).map((name) => (
          <li key={name}>
            <button
              type="button"
              aria-pressed={range.name === name}
              onClick={() => choose({ range: name, from: null, to: null })}
              className="flex min-h-8 w-full items-center justify-between rounded-md px-2 hover:bg-hover narrow:min-h-9"
            >
              {PRESETS[name].label}
              {range.name === name && <Check aria-hidden size={16} strokeWidth={1.5} />}
            </button>
          </li>
        ))}
      </ul>
      <OwnRange range={range} zone={zone} onChoose={choose} />
    </Popover>
  );
}

/** From when to when, on the viewer's clock. */
export function OwnRange({
  range,
  zone,
  onChoose,
}: {
  range: UsageRange;
  zone: string;
  onChoose: (choice: RangeChoice) => void;
}) {
  const [from, setFrom] = useState(() => toField(range.from, zone));
  const [to, setTo] = useState(() => toField(range.to, zone));
  const [error, setError] = useState<{ field: "from" | "to"; text: string } | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [first, last] = [fromField(from, zone), fromField(to, zone)];
    if (first === null) return setError({ field: "from", text: "Give a date and a time." });
    if (last !== null && last <= first)
      return setError({ field: "to", text: "Has to be after the beginning." });
    if (first >= Date.now()) return setError({ field: "from", text: "Has to be in the past." });
    onChoose({
      range: "own",
      from: new Date(first).toISOString(),
      to: last === null ? null : new Date(last).toISOString(),
    });
  };
  return (
    <form onSubmit={submit} noValidate className="mt-1 flex flex-col gap-3 border-line border-t p-3">
      <Field label="From" error={error?.field === "from" ? error.text : undefined}>
        <DateTimeInput value={from} onChange={(event) => setFrom(event.target.value)} />
      </Field>
      <Field label="To" help="Empty: until now." error={error?.field === "to" ? error.text : undefined}>
        <DateTimeInput value={to} onChange={(event) => setTo(event.target.value)} />
      </Field>
      <Button type="submit" size="m">
        Show this range
      </Button>
    </form>
  );
}
