"use client";

import { Plus, X } from "lucide-react";
import { fieldFault } from "@/components/forms/problem-text";
import { Button, IconButton } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ActionProblem } from "@/lib/http/action";
import type { LimitDraft } from "./actions";
import { fieldsOf, type LimitFields, NEW_LIMIT } from "./limit-draft";
import { LimitNumbers } from "./limit-fields";

const MOST = 20;

export type LimitRow = LimitFields & { id: number };

export const limitRows = (limits: readonly LimitDraft[]): LimitRow[] =>
  limits.map((limit, id) => ({ ...fieldsOf(limit), id }));

export interface LimitRowsProps {
  rows: readonly LimitRow[];
  onChange: (rows: LimitRow[]) => void;
  problem: ActionProblem | undefined;
}

/** All of a key's limits: each with a name, how many calls, in which window, and whether each call takes from it. */
export function LimitRows({ rows, onChange, problem }: LimitRowsProps) {
  const set = (id: number, fields: LimitFields) =>
    onChange(rows.map((row) => (row.id === id ? { ...fields, id } : row)));
  const add = () => {
    const taken = new Set(rows.map((row) => row.name));
    const name = taken.has(NEW_LIMIT.name) ? `limit-${rows.length + 1}` : NEW_LIMIT.name;
    onChange([...rows, { ...NEW_LIMIT, name, id: Math.max(-1, ...rows.map((row) => row.id)) + 1 }]);
  };
  const whole = problem?.errors.some((error) => error.field === "ratelimits");
  return (
    <>
      {rows.length === 0 && <p className="text-ink-2">No limit of its own: its API’s defaults hold.</p>}
      {rows.map((row, place) => (
        <fieldset key={row.id} className="flex min-w-0 flex-col gap-3 rounded-md border border-line-2 p-3">
          <legend className="sr-only">Limit {row.name}</legend>
          <div className="flex items-start gap-2">
            <Field
              label="Limit’s name"
              error={fieldFault(problem, `ratelimits.${place}.name`)}
              className="flex-1"
            >
              <Input
                mono
                value={row.name}
                onChange={(event) => set(row.id, { ...row, name: event.target.value })}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
              />
            </Field>
            <IconButton
              icon={<X />}
              label={`Remove limit ${row.name}`}
              className="mt-[22px]"
              onClick={() => onChange(rows.filter((other) => other.id !== row.id))}
            />
          </div>
          <LimitNumbers
            fields={row}
            onChange={(fields) => set(row.id, fields)}
            limitError={fieldFault(problem, `ratelimits.${place}.limit`)}
            windowError={fieldFault(problem, `ratelimits.${place}.windowMs`)}
          />
          <Checkbox
            label="Each call takes from it"
            note="Otherwise only calls that ask for it by name."
            checked={row.autoApply}
            onChange={(event) => set(row.id, { ...row, autoApply: event.target.checked })}
          />
        </fieldset>
      ))}
      {whole && (
        <p role="alert" className="text-label text-o-ended-t">
          {fieldFault(problem, "ratelimits")}
        </p>
      )}
      {rows.length < MOST && (
        <div>
          <Button size="m" icon={<Plus />} onClick={add}>
            Add a limit
          </Button>
        </div>
      )}
    </>
  );
}
