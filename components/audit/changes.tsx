"use client";

import type { ReactNode } from "react";
import { limitWords } from "@/components/limits/limit-words";
import { CodeChip } from "@/components/ui/badge";
import { formatCount, formatPlural } from "@/components/ui/number-format";
import { Time } from "@/components/ui/time";
import type { LimitAlgorithm } from "@/lib/ratelimit/limiter";
import { fieldWords, inReadingOrder } from "./words";

type Fields = Readonly<Record<string, unknown>> | null;

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const isText = (value: unknown): value is string => typeof value === "string";
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);

interface Limit {
  name: string;
  limit: number;
  windowMs: number;
  algorithm?: LimitAlgorithm;
  burst?: number;
}
const isLimits = (value: unknown): value is Limit[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((each) => each && typeof each === "object" && "windowMs" in each && "limit" in each);

const limitText = ({ name, ...limit }: Limit) => `${name} ${limitWords(limit)}`;

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/** A value as a person reads it. */
function Value({ field, value }: { field: string; value: unknown }): ReactNode {
  if (value === null || value === undefined || same(value, []) || same(value, {}))
    return <span className="text-ink-3">nothing</span>;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (field === "overlapSeconds" && typeof value === "number") return overlapWords(value);
  if (typeof value === "number") return formatCount(value);
  if (isText(value)) {
    if (INSTANT.test(value)) return <Time at={value} as="moment" />;
    return field === "name" || field === "environment" ? value : <code className="break-all">{value}</code>;
  }
  if (isLimits(value)) return value.map(limitText).join(", ");
  if (isTexts(value)) {
    return (
      <span className="inline-flex flex-wrap gap-1">
        {value.map((each) => (
          <CodeChip key={each}>{each}</CodeChip>
        ))}
      </span>
    );
  }
  return <code className="break-all text-label">{JSON.stringify(value)}</code>;
}

function overlapWords(seconds: number): string {
  if (seconds === 0) return "none";
  if (seconds % 86_400 === 0) return formatPlural(seconds / 86_400, "day");
  if (seconds % 3_600 === 0) return formatPlural(seconds / 3_600, "hour");
  return formatPlural(seconds, "second");
}

function Added({ children }: { children: ReactNode }) {
  return (
    <ins className="flex min-w-0 items-baseline gap-2 no-underline">
      <span aria-hidden className="w-2 shrink-0 text-center font-mono text-o-valid-t">
        +
      </span>
      <span className="sr-only">after: </span>
      <span className="min-w-0">{children}</span>
    </ins>
  );
}

function Removed({ children }: { children: ReactNode }) {
  return (
    <del className="flex min-w-0 items-baseline gap-2 text-ink-3 no-underline">
      <span aria-hidden className="w-2 shrink-0 text-center font-mono text-o-ended-t">
        −
      </span>
      <span className="sr-only">before: </span>
      <span className="min-w-0">{children}</span>
    </del>
  );
}

/** One field: of a list what went and what came, of anything else the value before and after. */
function Change({ field, before, after }: { field: string; before: unknown; after: unknown }) {
  if (before === undefined) return <Value field={field} value={after} />;
  if (isTexts(before) && isTexts(after)) {
    const gone = before.filter((each) => !after.includes(each));
    const come = after.filter((each) => !before.includes(each));
    return (
      <span className="flex flex-col gap-1">
        {gone.length > 0 && (
          <Removed>
            <Value field={field} value={gone} />
          </Removed>
        )}
        {come.length > 0 && (
          <Added>
            <Value field={field} value={come} />
          </Added>
        )}
      </span>
    );
  }
  return (
    <span className="flex flex-col gap-1">
      <Removed>
        <Value field={field} value={before} />
      </Removed>
      <Added>
        <Value field={field} value={after} />
      </Added>
    </span>
  );
}

/** What an event changed, field by field. */
export function Changes({ before, after }: { before: Fields; after: Fields }) {
  const fields = inReadingOrder([...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]);
  if (fields.length === 0) return <p className="text-ink-3">No field changed.</p>;
  return (
    <dl className="grid grid-cols-[112px_minmax(0,1fr)] gap-x-4 gap-y-2">
      {fields.map((field) => (
        <div key={field} className="contents">
          <dt className="text-ink-3">{fieldWords(field)}</dt>
          <dd className="min-w-0">
            <Change field={field} before={before ? before[field] : undefined} after={after?.[field]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
