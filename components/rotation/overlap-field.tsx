"use client";

import type { ReactNode } from "react";
import { RadioGroup } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { DateTimeInput } from "@/components/ui/input";

export interface OverlapFieldProps<Value extends string> {
  label: string;
  options: readonly { value: Value; label: string }[];
  value: Value;
  onChange: (value: Value) => void;
  /** A date-time field's text, shown for the choice `own`. */
  own: string;
  onOwnChange: (own: string) => void;
  error: string | undefined;
  /** What the choice means, in times and numbers. */
  consequence: ReactNode;
}

/** How long both secrets work: presets or a date, and what follows from it. */
export function OverlapField<Value extends string>({
  label,
  options,
  value,
  onChange,
  own,
  onOwnChange,
  error,
  consequence,
}: OverlapFieldProps<Value>) {
  return (
    <>
      <Field label={label} as="group" error={value === "own" ? undefined : error}>
        <RadioGroup name="overlap" options={options} value={value} onValueChange={onChange} />
      </Field>
      {value === "own" && (
        <Field label="The old secret retires at" error={error} className="-mt-2 pl-[26px]">
          <DateTimeInput value={own} onChange={(event) => onOwnChange(event.target.value)} />
        </Field>
      )}
      {consequence && (
        <p
          aria-live="polite"
          className="rounded-md bg-inset px-3 py-2 text-ink-2 [&_b]:font-medium [&_b]:text-ink"
        >
          {consequence}
        </p>
      )}
    </>
  );
}
