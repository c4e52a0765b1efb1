"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { LimitFields } from "./limit-draft";
import type { WindowUnit } from "./limit-words";

const UNITS: readonly WindowUnit[] = ["second", "minute", "hour", "day"];

export interface LimitFieldsProps {
  fields: LimitFields;
  onChange: (fields: LimitFields) => void;
  limitError: string | undefined;
  windowError: string | undefined;
}

/** “100 calls in any 5 minutes”: a limit and its window. */
export function LimitNumbers({ fields, onChange, limitError, windowError }: LimitFieldsProps) {
  const units = UNITS.map((value) => ({ value, label: fields.count.trim() === "1" ? value : `${value}s` }));
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1fr)] items-start gap-3">
      <Field label="Calls" error={limitError}>
        <Input
          inputMode="numeric"
          autoComplete="off"
          value={fields.limit}
          onChange={(event) => onChange({ ...fields, limit: event.target.value })}
        />
      </Field>
      <Field label="In any" error={windowError}>
        <Input
          inputMode="numeric"
          autoComplete="off"
          value={fields.count}
          onChange={(event) => onChange({ ...fields, count: event.target.value })}
        />
      </Field>
      <Field label="Unit">
        <Select options={units} value={fields.unit} onValueChange={(unit) => onChange({ ...fields, unit })} />
      </Field>
    </div>
  );
}
