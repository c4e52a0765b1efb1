"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { LimitFields } from "./limit-draft";
import { ALGORITHMS, type WindowUnit } from "./limit-words";

const UNITS: readonly WindowUnit[] = ["second", "minute", "hour", "day"];

export interface LimitFieldsProps {
  fields: LimitFields;
  onChange: (fields: LimitFields) => void;
  limitError: string | undefined;
  windowError: string | undefined;
}

export interface AlgorithmFieldsProps extends Pick<LimitFieldsProps, "fields" | "onChange"> {
  algorithmError: string | undefined;
  burstError: string | undefined;
}

/** How a limit counts, in a sentence, and the burst of a token bucket. */
export function AlgorithmFields({ fields, onChange, algorithmError, burstError }: AlgorithmFieldsProps) {
  const chosen = ALGORITHMS.find(({ value }) => value === fields.algorithm);
  return (
    <>
      <Field label="Algorithm" help={chosen?.note} error={algorithmError}>
        <Select
          options={ALGORITHMS}
          value={fields.algorithm}
          onValueChange={(algorithm) => onChange({ ...fields, algorithm })}
        />
      </Field>
      {fields.algorithm === "token_bucket" && (
        <BurstField fields={fields} onChange={onChange} burstError={burstError} />
      )}
    </>
  );
}

/** The burst of a token bucket. */
export function BurstField({ fields, onChange, burstError }: Omit<AlgorithmFieldsProps, "algorithmError">) {
  return (
    <Field
      label="Burst"
      optional
      help="The most calls at once. Leave empty to use the number of calls above."
      error={burstError}
    >
      <Input
        inputMode="numeric"
        autoComplete="off"
        placeholder={fields.limit}
        value={fields.burst}
        onChange={(event) => onChange({ ...fields, burst: event.target.value })}
      />
    </Field>
  );
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
      <Field label={fields.algorithm === "sliding_window" ? "In any" : "Per"} error={windowError}>
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
