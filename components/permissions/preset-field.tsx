"use client";

import { useState } from "react";
import { PermissionField } from "@/components/keys/permission-field";
import { CodeChip } from "@/components/ui/badge";
import { Field } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { resourcesOf } from "./catalogue";
import { atLevel, LEVELS, levelsOf, type Preset, presetOf, presetPermissions, writable } from "./presets";

export interface PresetFieldProps {
  values: readonly string[];
  onChange: (values: string[]) => void;
  /** What the key's API offers. */
  offered: readonly string[];
  apiName: string;
  error: string | undefined;
}

const LABELS: Record<Preset, string> = {
  full: "Full",
  "read-only": "Read-only",
  restricted: "Restricted",
  custom: "Custom",
};
const HELP: Record<Preset, string> = {
  full: "Every action of each resource, also those that come later.",
  "read-only": "Reads of each resource, and changes nothing.",
  restricted: "A level for each resource.",
  custom: "Any permission, also wildcards and such as the API does not offer.",
};

/** A key's permissions by a preset of its API: full, read-only, a level for each resource, or as typed. */
export function PresetField({ values, onChange, offered, apiName, error }: PresetFieldProps) {
  const [preset, setPreset] = useState<Preset>(() => presetOf(values, offered));
  const choose = (next: Preset) => {
    setPreset(next);
    if (next === "full" || next === "read-only") onChange(presetPermissions(next, offered));
    else if (next === "restricted" && !levelsOf(values, offered)) onChange([]);
  };
  // An API that offers nothing has no presets.
  if (offered.length === 0 || preset === "custom")
    return (
      <div className="flex flex-col gap-2">
        {offered.length > 0 && <PresetChoice preset={preset} onChoose={choose} />}
        <PermissionField
          values={values}
          onChange={onChange}
          offered={offered}
          apiName={apiName}
          error={error}
        />
      </div>
    );
  return (
    <Field as="group" label="Permissions" help={HELP[preset]} error={error}>
      <PresetChoice preset={preset} onChoose={choose} />
      {preset === "restricted" ? (
        <Levels values={values} onChange={onChange} offered={offered} />
      ) : (
        <span className="flex flex-wrap gap-1.5">
          {values.map((name) => (
            <CodeChip key={name}>{name}</CodeChip>
          ))}
        </span>
      )}
    </Field>
  );
}

function PresetChoice({ preset, onChoose }: { preset: Preset; onChoose: (preset: Preset) => void }) {
  return (
    <Segmented
      label="Access"
      size="l"
      value={preset}
      onValueChange={onChoose}
      options={(Object.keys(LABELS) as Preset[]).map((value) => ({ value, label: LABELS[value] }))}
    />
  );
}

function Levels({ values, onChange, offered }: Pick<PresetFieldProps, "values" | "onChange" | "offered">) {
  const levels = levelsOf(values, offered);
  return (
    <div className="divide-y divide-line rounded-md border border-line">
      {resourcesOf(offered).map(({ resource }) => (
        <div key={resource} className="flex flex-wrap items-center justify-between gap-2 px-3 py-1.5">
          <code className="min-w-0 break-all">{resource}</code>
          <Segmented
            label={`Access to ${resource}`}
            value={levels?.get(resource) ?? "none"}
            onValueChange={(level) => onChange(atLevel(values, offered, resource, level))}
            options={LEVELS.map((value) => ({
              value,
              label: value === "none" ? "None" : value === "read" ? "Read" : "Write",
              disabled: value === "write" && !writable(offered, resource),
            }))}
          />
        </div>
      ))}
    </div>
  );
}
