"use client";

import { Plus } from "lucide-react";
import { ChipInput } from "@/components/ui/chip-input";
import { Field } from "@/components/ui/field";
import { PERMISSION_PATTERN } from "@/lib/platform/permission";

export interface PermissionFieldProps {
  values: readonly string[];
  onChange: (values: string[]) => void;
  /** What the API offers; others may be typed. */
  offered: readonly string[];
  apiName: string;
  error: string | undefined;
}

function check(value: string): string | null {
  return PERMISSION_PATTERN.test(value)
    ? null
    : `${value} is not a permission. Write resource:action, resource:* or *.`;
}

/** A key's permissions: typed as chips, or taken from what its API offers. */
export function PermissionField({ values, onChange, offered, apiName, error }: PermissionFieldProps) {
  const left = offered.filter((name) => !values.includes(name));
  return (
    <div className="flex flex-col gap-2">
      <Field
        label="Permissions"
        optional
        error={error}
        help="resource:action, such as orders:read; orders:* is every action, * everything."
      >
        <ChipInput
          values={values}
          onValuesChange={onChange}
          placeholder="orders:read"
          check={check}
          suggestions={left}
        />
      </Field>
      {left.length > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: a row of buttons, no set of fields
        <div
          role="group"
          aria-label={`Offered by ${apiName}`}
          className="flex flex-wrap items-center gap-1.5"
        >
          <span className="pr-1 text-ink-3 text-label">Offered by {apiName}</span>
          {left.map((name) => (
            <button
              key={name}
              type="button"
              aria-label={`Add ${name}`}
              onClick={() => onChange([...values, name])}
              className="inline-flex h-6 items-center gap-1 rounded-sm border border-line-2 border-dashed px-1.5 font-mono text-ink-2 text-label transition-colors hover:bg-hover hover:text-ink narrow:h-9"
            >
              <Plus className="size-3" />
              {name}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
