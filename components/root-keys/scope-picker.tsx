"use client";

import { Checkbox } from "@/components/ui/choice";
import { SCOPE_GROUPS } from "./scopes";

export interface ScopePickerProps {
  chosen: ReadonlySet<string>;
  onChange: (chosen: Set<string>) => void;
  /** What the person may give; the rest is shown but cannot be taken. */
  grantable: ReadonlySet<string>;
}

/** Latchkey's own permissions in groups, each group with a box for all of it. */
export function ScopePicker({ chosen, onChange, grantable }: ScopePickerProps) {
  const set = (scopes: readonly string[], on: boolean) => {
    const next = new Set(chosen);
    for (const scope of scopes) {
      if (on && grantable.has(scope)) next.add(scope);
      if (!on) next.delete(scope);
    }
    onChange(next);
  };
  return (
    <div className="grid grid-cols-2 gap-x-6 gap-y-4 rounded-md border border-line-2 p-4 narrow:grid-cols-1">
      {SCOPE_GROUPS.map((group) => {
        const scopes = group.scopes.map((each) => each.scope);
        const taken = scopes.filter((scope) => chosen.has(scope)).length;
        const available = scopes.some((scope) => grantable.has(scope));
        return (
          <fieldset key={group.resource} className="min-w-0">
            <legend className="sr-only">{group.label}</legend>
            <Checkbox
              label={<span className="font-medium">{group.label}</span>}
              aria-label={`${group.label}: all`}
              checked={taken === scopes.length}
              indeterminate={taken > 0 && taken < scopes.length}
              disabled={!available}
              onChange={(event) => set(scopes, event.target.checked)}
            />
            <div className="mt-0.5 ml-2 border-line border-l pl-4">
              {group.scopes.map(({ scope, label, note }) => (
                <Checkbox
                  key={scope}
                  label={
                    <span className="flex flex-wrap items-baseline gap-x-2">
                      {label}
                      <code className="text-ink-3 text-label">{scope}</code>
                    </span>
                  }
                  note={grantable.has(scope) ? note : "Your role does not have it"}
                  checked={chosen.has(scope)}
                  disabled={!grantable.has(scope)}
                  onChange={(event) => set([scope], event.target.checked)}
                />
              ))}
            </div>
          </fieldset>
        );
      })}
    </div>
  );
}
