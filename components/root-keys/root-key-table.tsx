"use client";

import { ActsHead, ActsMenu } from "@/components/ui/acts";
import { CodeChip } from "@/components/ui/badge";
import { KeyState, RotationChip, SecretStart } from "@/components/ui/key-state";
import { MenuItem, MenuSeparator } from "@/components/ui/menu";
import { Popover } from "@/components/ui/popover";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import { Expiry, Time } from "@/components/ui/time";
import type { RootKeyView } from "@/lib/root-keys/schemas";
import { presetLabel } from "./scopes";

export type RootKeyAct =
  | "edit"
  | "enable"
  | "disable"
  | "extend"
  | "rotate"
  | "complete"
  | "cancel"
  | "revoke";

export interface RootKeyTableProps {
  rootKeys: readonly RootKeyView[];
  /** What the person may do; without any, rows have no menu. */
  may: { update: boolean; rotate: boolean; revoke: boolean };
  /** The names of APIs, for those that are limited to some. */
  apis: readonly { id: string; name: string }[];
  onAct: (act: RootKeyAct, rootKey: RootKeyView) => void;
}

export function RootKeyTable({ rootKeys, may, apis, onAct }: RootKeyTableProps) {
  const acts = may.update || may.rotate || may.revoke;
  return (
    <Table label="Root keys" edge="page" stack>
      <THead>
        <Th>Name</Th>
        <Th>Secret</Th>
        <Th>May</Th>
        <Th>Where</Th>
        <Th>State</Th>
        <Th numeric>Last used</Th>
        <Th numeric>Expires</Th>
        {acts && <ActsHead />}
      </THead>
      <TBody>
        {rootKeys.map((rootKey) => {
          const newest = rootKey.secrets.find((secret) => secret.state !== "retired") ?? rootKey.secrets[0];
          return (
            <Tr key={rootKey.id} ended={rootKey.state !== "active"}>
              <Td lead at="lead" className="w-[22%]">
                {rootKey.name}
              </Td>
              <Td mono at="sub">
                <SecretStart start={newest?.start ?? ""} last4={newest?.last4} />
              </Td>
              <Td at="more">
                <Permissions names={rootKey.permissions} of={rootKey.name} />
                {(rootKey.apiIds.length > 0 || rootKey.ipAllowlist.length > 0) && (
                  <div className="pt-1 lg:hidden">
                    <Where rootKey={rootKey} apis={apis} />
                  </div>
                )}
              </Td>
              <Td className="max-lg:hidden lg:py-1.5">
                <Where rootKey={rootKey} apis={apis} />
              </Td>
              <Td at="aside">
                <span className="inline-flex flex-wrap items-center justify-end gap-x-3 gap-y-1">
                  <KeyState
                    state={rootKey.state}
                    note={
                      rootKey.revokedAt ? (
                        <Time at={rootKey.revokedAt} as="day" className="narrow:hidden" />
                      ) : undefined
                    }
                  />
                  {rootKey.rotation && rootKey.state === "active" && (
                    <RotationChip retiresAt={rootKey.rotation.retiresAt} />
                  )}
                </span>
              </Td>
              <Td numeric quiet at="subaside">
                <Time at={rootKey.lastUsedAt} as="relative" absent="Never" />
              </Td>
              <Td numeric quiet>
                {rootKey.state === "revoked" ? (
                  <Time at={rootKey.expiresAt} as="date" />
                ) : (
                  <Expiry at={rootKey.expiresAt} />
                )}
              </Td>
              {acts && (
                <Td at="menu" className="text-right">
                  {rootKey.state !== "revoked" ? (
                    <Acts rootKey={rootKey} may={may} onAct={onAct} />
                  ) : (
                    // Holds the place, so that the columns of stacked rows stay in line.
                    <span className="block size-9 md:hidden" />
                  )}
                </Td>
              )}
            </Tr>
          );
        })}
      </TBody>
    </Table>
  );
}

/** Which APIs, and from where it may be used. */
function Where({ rootKey, apis }: { rootKey: RootKeyView } & Pick<RootKeyTableProps, "apis">) {
  const { apiIds, ipAllowlist } = rootKey;
  const names = apiIds.map((id) => apis.find((api) => api.id === id)?.name ?? id);
  const [first] = names;
  return (
    <span className="flex flex-col">
      <span className="max-w-[200px] truncate" title={names.join(", ") || undefined}>
        {first === undefined ? (
          <span className="text-ink-3">All APIs</span>
        ) : names.length === 1 ? (
          first
        ) : (
          `${first} +${names.length - 1}`
        )}
      </span>
      {ipAllowlist.length > 0 && (
        <code className="text-ink-3 text-label" title={ipAllowlist.join(", ")}>
          {ipAllowlist[0]}
          {ipAllowlist.length > 1 && ` +${ipAllowlist.length - 1}`}
        </code>
      )}
    </span>
  );
}

const SHOWN = 2;

function Permissions({ names, of }: { names: readonly string[]; of: string }) {
  const preset = presetLabel(names);
  const first = preset ? [] : names.slice(0, SHOWN);
  const rest = names.length - first.length;
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      {preset && <span className="pr-0.5">{preset}</span>}
      {first.map((name) => (
        <CodeChip key={name}>{name}</CodeChip>
      ))}
      {(preset ? names.length > 1 : rest > 0) && (
        <Popover
          title={`${of} may`}
          trigger={
            <button
              type="button"
              aria-label={`All ${names.length} permissions of ${of}`}
              className="min-h-6 rounded-sm px-1 text-ink-3 text-label hover:bg-selected hover:text-ink"
            >
              {preset ? names.length : `+${rest}`}
            </button>
          }
        >
          <ul className="flex flex-wrap gap-1.5">
            {names.map((name) => (
              <li key={name}>
                <CodeChip>{name}</CodeChip>
              </li>
            ))}
          </ul>
        </Popover>
      )}
    </span>
  );
}

function Acts({ rootKey, may, onAct }: { rootKey: RootKeyView } & Pick<RootKeyTableProps, "may" | "onAct">) {
  const rotating = rootKey.rotation !== null;
  return (
    <ActsMenu of={rootKey.name}>
      {may.update && <MenuItem onSelect={() => onAct("edit", rootKey)}>Edit</MenuItem>}
      {may.rotate && !rotating && rootKey.state === "active" && (
        <MenuItem onSelect={() => onAct("rotate", rootKey)}>Rotate</MenuItem>
      )}
      {may.rotate && rotating && (
        <>
          <MenuItem note="The old secret works longer" onSelect={() => onAct("extend", rootKey)}>
            Extend rotation
          </MenuItem>
          <MenuItem note="The old secret stops now" onSelect={() => onAct("complete", rootKey)}>
            Finish rotation
          </MenuItem>
          <MenuItem note="The new secret stops now" onSelect={() => onAct("cancel", rootKey)}>
            Go back to the old secret
          </MenuItem>
        </>
      )}
      {may.update && (
        <MenuItem onSelect={() => onAct(rootKey.enabled ? "disable" : "enable", rootKey)}>
          {rootKey.enabled ? "Disable" : "Enable"}
        </MenuItem>
      )}
      {(may.update || may.rotate) && may.revoke && <MenuSeparator />}
      {may.revoke && (
        <MenuItem danger onSelect={() => onAct("revoke", rootKey)}>
          Revoke
        </MenuItem>
      )}
    </ActsMenu>
  );
}
