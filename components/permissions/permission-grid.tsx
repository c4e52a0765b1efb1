"use client";

import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/choice";
import type { CatalogueName } from "@/lib/permissions/list-permissions";
import { grantOf, resourcesOf, withPermission } from "./catalogue";

export interface PermissionGridProps {
  catalogue: readonly CatalogueName[];
  values: readonly string[];
  onChange: (values: string[]) => void;
}

/** Resource × action: a check box for each permission of the catalogue, and one for the whole of a resource. */
export function PermissionGrid({ catalogue, values, onChange }: PermissionGridProps) {
  const administrative = new Set(catalogue.flatMap((one) => (one.administrative ? [one.name] : [])));
  const everything = values.includes("*");
  const set = (name: string) => (event: { target: { checked: boolean } }) =>
    onChange(withPermission(values, name, event.target.checked));
  return (
    <div className="max-h-[320px] divide-y divide-line overflow-y-auto rounded-md border border-line">
      {resourcesOf([...catalogue.map((one) => one.name), ...values]).map(({ resource, actions }) => {
        const whole = everything || values.includes(`${resource}:*`);
        return (
          <fieldset
            key={resource}
            className="grid grid-cols-[minmax(96px,160px)_minmax(0,1fr)] gap-x-4 px-3 py-1.5 narrow:grid-cols-1"
          >
            <legend className="sr-only">{resource}</legend>
            <Checkbox
              label={<code className="break-all">{resource}</code>}
              aria-label={`Every action of ${resource}`}
              checked={whole}
              disabled={everything}
              onChange={set(`${resource}:*`)}
            />
            <span className="flex flex-wrap gap-x-4 narrow:pl-6">
              {actions.map((action) => {
                const name = `${resource}:${action}`;
                const grant = grantOf(values, resource, action);
                return (
                  <Checkbox
                    key={action}
                    aria-label={name}
                    label={
                      <span className="inline-flex items-center gap-1.5">
                        <code>{action}</code>
                        {administrative.has(name) && <Badge tone="soon">administrative</Badge>}
                      </span>
                    }
                    checked={grant !== "none"}
                    disabled={grant === "wildcard"}
                    onChange={set(name)}
                  />
                );
              })}
            </span>
          </fieldset>
        );
      })}
    </div>
  );
}
