"use client";

import { Plus, X } from "lucide-react";
import { fieldFault } from "@/components/forms/problem-text";
import type { LimitDraft } from "@/components/keys/actions";
import { Button, IconButton } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ActionProblem } from "@/lib/http/action";
import { fieldsOf, type LimitFields, limitOf, NEW_LIMIT } from "./limit-draft";
import { AlgorithmFields, LimitNumbers } from "./limit-fields";

const MOST = 20;

/** `perKey` is a choice of identities only. */
export type LimitRow = LimitFields & { id: number; perKey?: boolean | undefined };
type Limit = LimitDraft & { perKey?: boolean };

export function limitRows(limits: readonly Limit[]): LimitRow[] {
  return limits.map((limit, id) => ({ ...fieldsOf(limit), perKey: limit.perKey, id }));
}

/** What is sent; `perKey` only where it is a choice. */
export function limitsOf(rows: readonly LimitRow[], shared = false) {
  return rows.map(({ perKey = false, ...row }) => ({ ...limitOf(row), ...(shared ? { perKey } : {}) }));
}

export interface LimitRowsProps {
  rows: readonly LimitRow[];
  onChange: (rows: LimitRow[]) => void;
  /** The field's name in what is sent. */
  field?: string | undefined;
  problem: ActionProblem | undefined;
  /** Said where there is none. */
  none: string;
  /** Of an identity: each can be counted once for all of its keys, or for each key. */
  shared?: boolean | undefined;
  /** Of a root key: every call takes from each, for none is asked for by name. */
  always?: boolean | undefined;
}

/** Several named limits: each with how many calls, in which window, and whether each call takes from it. */
export function LimitRows(props: LimitRowsProps) {
  const { rows, onChange, field = "ratelimits", problem, none, shared, always } = props;
  const set = (id: number, part: Partial<LimitRow>) =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
  const add = () => {
    const taken = rows.some((row) => row.name === NEW_LIMIT.name);
    const name = taken ? `limit-${rows.length + 1}` : NEW_LIMIT.name;
    onChange([...rows, { ...NEW_LIMIT, name, id: Math.max(-1, ...rows.map((row) => row.id)) + 1 }]);
  };
  const whole = problem?.errors.some((error) => error.field === field);
  return (
    <div className="flex flex-col gap-3">
      {rows.length === 0 && <p className="text-ink-2">{none}</p>}
      {rows.map((row, place) => (
        <fieldset key={row.id} className="flex min-w-0 flex-col gap-3 rounded-md border border-line-2 p-3">
          <legend className="sr-only">Limit {row.name}</legend>
          <div className="flex items-start gap-2">
            <Field
              label="Limit’s name"
              error={fieldFault(problem, `${field}.${place}.name`)}
              className="flex-1"
            >
              <Input mono value={row.name} onChange={(event) => set(row.id, { name: event.target.value })} />
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
            limitError={fieldFault(problem, `${field}.${place}.limit`)}
            windowError={fieldFault(problem, `${field}.${place}.windowMs`)}
          />
          <AlgorithmFields
            fields={row}
            onChange={(fields) => set(row.id, fields)}
            algorithmError={fieldFault(problem, `${field}.${place}.algorithm`)}
            burstError={fieldFault(problem, `${field}.${place}.burst`)}
          />
          {!always && (
            <Checkbox
              label="Each call takes from it"
              note="Otherwise only calls that ask for it by name."
              checked={row.autoApply}
              onChange={(event) => set(row.id, { autoApply: event.target.checked })}
            />
          )}
          {shared && (
            <Checkbox
              label="For each key by itself"
              note="In place of the API’s default of this name. Otherwise it is counted once for all keys."
              checked={row.perKey ?? false}
              onChange={(event) => set(row.id, { perKey: event.target.checked })}
            />
          )}
        </fieldset>
      ))}
      {whole && (
        <p role="alert" className="text-label text-o-ended-t">
          {fieldFault(problem, field)}
        </p>
      )}
      {rows.length < MOST && (
        <div>
          <Button size="m" icon={<Plus />} onClick={add}>
            Add a limit
          </Button>
        </div>
      )}
    </div>
  );
}
