"use client";

import { Plus, X } from "lucide-react";
import { useState } from "react";
import { fieldFault } from "@/components/forms/problem-text";
import { CodeChip } from "@/components/ui/badge";
import { Button, IconButton } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { EditDialog } from "./edit-dialog";
import { type EditProps, hourWords } from "./edit-facts";
import { fieldsOf, type LimitFields, limitOf, NEW_LIMIT } from "./limit-draft";
import { LimitNumbers } from "./limit-fields";
import { PermissionField } from "./permission-field";

export interface EditPermissionsProps extends EditProps {
  apiName: string;
  offered: readonly string[];
}

export function EditPermissions({ view, apiName, offered, ...dialog }: EditPermissionsProps) {
  const [permissions, setPermissions] = useState<string[]>(view.permissions);
  const removed = view.permissions.filter((name) => !permissions.includes(name));
  return (
    <EditDialog
      {...dialog}
      title={`Change the permissions of ${view.name}`}
      consequence={
        <>
          They hold from the next call on. <strong>{hourWords(dialog.callsLastHour)}</strong>
        </>
      }
      shows={["permissions"]}
      done={`The permissions of ${view.name} were changed`}
      change={() => ({ permissions })}
    >
      {(problem) => (
        <>
          <PermissionField
            values={permissions}
            onChange={setPermissions}
            offered={offered}
            apiName={apiName}
            error={fieldFault(problem, "permissions")}
          />
          {removed.length > 0 && (
            <p role="status" className="flex flex-wrap items-center gap-1.5 text-ink-2">
              Calls that need
              {removed.map((name) => (
                <CodeChip key={name}>{name}</CodeChip>
              ))}
              <span>
                get <code>INSUFFICIENT_PERMISSIONS</code>.
              </span>
            </p>
          )}
        </>
      )}
    </EditDialog>
  );
}

type Row = LimitFields & { id: number };

/** All of a key's limits: each with a name, how many calls, in which window. */
export function EditLimits({ view, ...dialog }: EditProps) {
  const [rows, setRows] = useState<Row[]>(() =>
    view.ratelimits.map((limit, id) => ({ ...fieldsOf(limit), id })),
  );
  const set = (id: number, fields: LimitFields) =>
    setRows((before) => before.map((row) => (row.id === id ? { ...fields, id } : row)));
  const add = () =>
    setRows((before) => {
      const taken = new Set(before.map((row) => row.name));
      const name = taken.has(NEW_LIMIT.name) ? `limit-${before.length + 1}` : NEW_LIMIT.name;
      return [...before, { ...NEW_LIMIT, name, id: Math.max(-1, ...before.map((row) => row.id)) + 1 }];
    });
  return (
    <EditDialog
      {...dialog}
      title={`Change the limits of ${view.name}`}
      consequence={
        <>
          A limit holds in any window of its length; what is over gets <code>RATE_LIMITED</code>.{" "}
          <strong>{hourWords(dialog.callsLastHour)}</strong>
        </>
      }
      shows={["ratelimits"]}
      done={`The limits of ${view.name} were changed`}
      change={() => ({ ratelimits: rows.map(limitOf) })}
    >
      {(problem) => (
        <>
          {rows.length === 0 && <p className="text-ink-2">No limit: its calls are never too many.</p>}
          {rows.map((row, place) => (
            <fieldset
              key={row.id}
              className="flex min-w-0 flex-col gap-3 rounded-md border border-line-2 p-3"
            >
              <legend className="sr-only">Limit {row.name}</legend>
              <div className="flex items-start gap-2">
                <Field
                  label="Name"
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
                  onClick={() => setRows((before) => before.filter((other) => other.id !== row.id))}
                />
              </div>
              <LimitNumbers
                fields={row}
                onChange={(fields) => set(row.id, fields)}
                limitError={fieldFault(problem, `ratelimits.${place}.limit`)}
                windowError={fieldFault(problem, `ratelimits.${place}.windowMs`)}
              />
            </fieldset>
          ))}
          {problem?.errors.some((error) => error.field === "ratelimits") && (
            <p role="alert" className="text-label text-o-ended-t">
              {fieldFault(problem, "ratelimits")}
            </p>
          )}
          {rows.length < 20 && (
            <div>
              <Button size="m" icon={<Plus />} onClick={add}>
                Add a limit
              </Button>
            </div>
          )}
        </>
      )}
    </EditDialog>
  );
}
