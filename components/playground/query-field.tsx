"use client";

import { useEffect, useState } from "react";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { parsePermissionQuery, type QueryError } from "@/lib/permissions/query";

/** Long enough that a word in the middle of being typed is not yet a mistake. */
const PAUSE_MS = 400;

/** What is wrong with a query, if anything; an empty one asks for nothing. */
export function queryFault(text: string): QueryError | null {
  if (!text.trim()) return null;
  const parsed = parsePermissionQuery(text.trim());
  return "error" in parsed ? parsed.error : null;
}

export interface QueryFieldProps {
  value: string;
  onChange: (value: string) => void;
}

/** The permission query; while it is typed it says where it stops making sense. */
export function QueryField({ value, onChange }: QueryFieldProps) {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  const fault = settled === value ? queryFault(value) : null;
  return (
    <Field
      label="Permissions"
      help="AND binds tighter than OR."
      error={fault && <Fault text={value.trim()} fault={fault} />}
    >
      <Textarea
        mono
        rows={3}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        placeholder="orders:read AND (orders:write OR admin:*)"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        className="resize-y"
      />
    </Field>
  );
}

/** The place, in words and in the text itself. */
function Fault({ text, fault }: { text: string; fault: QueryError }) {
  const word = /^\S[^\s()]*/.exec(text.slice(fault.position))?.[0] ?? "";
  const before = text.slice(Math.max(0, fault.position - 24), fault.position);
  return (
    <>
      At character {fault.position + 1}: {fault.message}
      <code className="block break-words pt-0.5 text-ink-2">
        {before.length < fault.position && "…"}
        {before}
        <mark className="rounded-[2px] bg-o-ended-s px-0.5 text-o-ended-t underline decoration-wavy underline-offset-2">
          {word || "␣"}
        </mark>
      </code>
    </>
  );
}
