"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { Checkbox } from "@/components/ui/choice";
import { cn } from "@/components/ui/cn";
import { holds, SCOPE_GROUPS, type ScopeGroup, toggled, wholeToggled } from "./scopes";

export interface ScopePickerProps {
  chosen: ReadonlySet<string>;
  onChange: (chosen: Set<string>) => void;
  /** What the person may give; the rest is shown but cannot be taken. */
  grantable: ReadonlySet<string>;
}

/** Latchkey's own permissions as a tree: resource, then action, each resource with a box for all of it. */
export function ScopePicker({ chosen, onChange, grantable }: ScopePickerProps) {
  return (
    <div className="rounded-md border border-line-2 py-1">
      {SCOPE_GROUPS.map((group) => (
        <Branch
          key={group.resource}
          group={group}
          chosen={chosen}
          onChange={onChange}
          grantable={grantable}
        />
      ))}
    </div>
  );
}

function Branch({ group, chosen, onChange, grantable }: ScopePickerProps & { group: ScopeGroup }) {
  const taken = group.scopes.filter(({ scope }) => holds(chosen, scope)).length;
  const [open, setOpen] = useState(taken > 0);
  const isWhole = chosen.has("*") || chosen.has(`${group.resource}:*`);
  return (
    <fieldset className="min-w-0 px-3">
      <legend className="sr-only">{group.label}</legend>
      <div className="flex min-h-8 items-center gap-2">
        <button
          type="button"
          aria-expanded={open}
          aria-label={`Actions of ${group.label}`}
          onClick={() => setOpen(!open)}
          className="grid size-6 shrink-0 place-items-center rounded-sm text-ink-2 hover:bg-selected narrow:size-9"
        >
          <ChevronRight className={cn("size-3.5 transition-transform", open && "rotate-90")} />
        </button>
        <Checkbox
          className="flex-1"
          label={<span className="font-medium">{group.label}</span>}
          aria-label={`${group.label}: all of it`}
          checked={isWhole}
          indeterminate={!isWhole && taken > 0}
          // All of it is also what is yet to come, which only who has everything can give.
          disabled={!grantable.has("*")}
          onChange={(event) => onChange(wholeToggled(chosen, group, event.target.checked))}
        />
        <span className="text-ink-3 text-label">
          {isWhole ? "all of it" : `${taken} of ${group.scopes.length}`}
        </span>
      </div>
      {open && (
        <div className="mb-2 ml-3 border-line border-l pl-[31px]">
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
              checked={holds(chosen, scope)}
              disabled={!grantable.has(scope)}
              onChange={(event) => onChange(toggled(chosen, scope, event.target.checked))}
            />
          ))}
        </div>
      )}
    </fieldset>
  );
}
