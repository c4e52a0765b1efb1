"use client";

import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";

const MAX_BYTES = 8_192;
const MAX_DEPTH = 5;

function depth(value: unknown): number {
  if (value === null || typeof value !== "object") return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depth));
}

/** The text as metadata, or what is wrong with it. */
export function readMetadata(text: string): { value: Record<string, unknown> } | { fault: string } {
  if (!text.trim()) return { value: {} };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const at = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined;
    const line = at === undefined ? undefined : text.slice(0, Number(at)).split("\n").length;
    return {
      fault: line === undefined ? "This is not JSON yet." : `This is not JSON: look at line ${line}.`,
    };
  }
  if (value === null || typeof value !== "object" || Array.isArray(value))
    return { fault: 'Write an object, such as {"plan": "pro"}.' };
  if (depth(value) > MAX_DEPTH) return { fault: `It is nested deeper than ${MAX_DEPTH}.` };
  if (new TextEncoder().encode(JSON.stringify(value)).length > MAX_BYTES)
    return { fault: "It is larger than 8 KiB." };
  return { value: value as Record<string, unknown> };
}

export function metadataText(value: Record<string, unknown>): string {
  return Object.keys(value).length === 0 ? "" : JSON.stringify(value, null, 2);
}

export interface MetadataFieldProps {
  text: string;
  onChange: (text: string) => void;
  error: string | undefined;
}

/** JSON that comes back with each verification. */
export function MetadataField({ text, onChange, error }: MetadataFieldProps) {
  const read = readMetadata(text);
  return (
    <Field
      label="Metadata"
      optional
      error={error ?? ("fault" in read ? read.fault : undefined)}
      help="A JSON object, up to 8 KiB. It comes back with each verification; keep no secret in it."
    >
      <Textarea
        mono
        rows={4}
        value={text}
        onChange={(event) => onChange(event.target.value)}
        placeholder='{ "plan": "pro" }'
        spellCheck={false}
      />
    </Field>
  );
}
