"use client";

import { ChipInput } from "@/components/ui/chip-input";
import { Field } from "@/components/ui/field";

export interface RoleFieldProps {
  values: readonly string[];
  onChange: (values: string[]) => void;
  /** The workspace's roles; empty where the person may not see them. */
  offered: readonly string[];
  error: string | undefined;
}

/** A key's roles, by name. */
export function RoleField({ values, onChange, offered, error }: RoleFieldProps) {
  const check = (value: string) =>
    offered.length === 0 || offered.includes(value)
      ? null
      : `There is no role ${value}. There are: ${offered.slice(0, 8).join(", ")}.`;
  return (
    <Field
      label="Roles"
      optional
      error={error}
      help="Named sets of permissions; a change of a role holds for all keys that have it."
    >
      <ChipInput
        values={values}
        onValuesChange={onChange}
        placeholder="reader"
        check={check}
        suggestions={offered}
      />
    </Field>
  );
}
