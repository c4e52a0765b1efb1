"use client";

import { useState } from "react";
import { fieldFault } from "@/components/forms/problem-text";
import { LimitRows, limitRows, limitsOf } from "@/components/limits/limit-rows";
import { PresetField } from "@/components/permissions/preset-field";
import { CodeChip } from "@/components/ui/badge";
import { AddressField, OriginField } from "./address-field";
import { EditDialog } from "./edit-dialog";
import { type EditProps, hourWords } from "./edit-facts";
import { RoleField } from "./role-field";

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
      view={view}
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
          <PresetField
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

/** All of a key's limits. */
export function EditLimits({ view, ...dialog }: EditProps) {
  const [rows, setRows] = useState(() => limitRows(view.ratelimits));
  return (
    <EditDialog
      {...dialog}
      view={view}
      title={`Change the limits of ${view.name}`}
      consequence={
        <>
          Calls over a limit are denied with <code>RATE_LIMITED</code>.{" "}
          <strong>{hourWords(dialog.callsLastHour)}</strong>
        </>
      }
      shows={["ratelimits"]}
      done={`The limits of ${view.name} were changed`}
      change={() => ({ ratelimits: limitsOf(rows) })}
    >
      {(problem) => (
        <LimitRows
          rows={rows}
          onChange={setRows}
          problem={problem}
          none="No limit of its own: its API’s defaults hold."
        />
      )}
    </EditDialog>
  );
}

/** Roles, and from where the key may be presented. */
export function EditReach({ view, roles, ...dialog }: EditProps & { roles: readonly string[] }) {
  const [named, setNamed] = useState<string[]>(view.roles);
  const [addresses, setAddresses] = useState<string[]>(view.ipAllowlist);
  const [origins, setOrigins] = useState<string[]>(view.allowedOrigins);
  return (
    <EditDialog
      {...dialog}
      view={view}
      title={`Change the roles and addresses of ${view.name}`}
      consequence={
        <>
          They hold from the next call on. <strong>{hourWords(dialog.callsLastHour)}</strong>
        </>
      }
      shows={["roles", "ipAllowlist", "allowedOrigins"]}
      done={`The roles and addresses of ${view.name} were changed`}
      change={() => ({
        ipAllowlist: addresses,
        ...(view.publishable ? { allowedOrigins: origins } : { roles: named }),
      })}
    >
      {(problem) => (
        <>
          {view.publishable ? (
            <OriginField
              values={origins}
              onChange={setOrigins}
              error={fieldFault(problem, "allowedOrigins")}
            />
          ) : (
            <RoleField
              values={named}
              onChange={setNamed}
              offered={roles}
              error={fieldFault(problem, "roles")}
            />
          )}
          <AddressField
            values={addresses}
            onChange={setAddresses}
            error={fieldFault(problem, "ipAllowlist")}
          />
        </>
      )}
    </EditDialog>
  );
}
