"use client";

import Link from "next/link";
import { ActsHead, ActsMenu, DeleteItem } from "@/components/ui/acts";
import { CodeChip } from "@/components/ui/badge";
import { MenuItem } from "@/components/ui/menu";
import { formatCount, formatPlural } from "@/components/ui/number-format";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import type { RoleView } from "@/lib/roles/schemas";

export interface RoleTableProps {
  slug: string;
  roles: readonly RoleView[];
  may: { updateRole: boolean; removeRole: boolean };
  onEdit: (role: RoleView) => void;
  onRemove: (role: RoleView) => void;
}

const SHOWN = 4;

/** Roles, what they permit, and how many keys have them. */
export function RoleTable({ slug, roles, may, onEdit, onRemove }: RoleTableProps) {
  return (
    <Table label="Roles" edge="page" stack>
      <THead>
        <Th>Name</Th>
        <Th>Permissions</Th>
        <Th className="max-lg:hidden">Description</Th>
        <Th numeric>Keys</Th>
        <ActsHead />
      </THead>
      <TBody>
        {roles.map((role) => (
          <Tr key={role.id}>
            <Td lead at="lead">
              <code>{role.name}</code>
            </Td>
            <Td at="sub">
              <span className="flex flex-wrap items-center gap-1.5 py-1">
                {role.permissions.slice(0, SHOWN).map((name) => (
                  <CodeChip key={name}>{name}</CodeChip>
                ))}
                {role.permissions.length > SHOWN && (
                  <span className="text-ink-3 text-label">+{role.permissions.length - SHOWN}</span>
                )}
                {role.permissions.length === 0 && <span className="text-ink-3">Nothing yet</span>}
              </span>
            </Td>
            <Td quiet className="max-w-[260px] truncate max-lg:hidden">
              {role.description ?? <span className="text-ink-3">—</span>}
            </Td>
            <Td numeric at="aside">
              {role.usedBy.keys === 0 ? (
                <span className="text-ink-3">0</span>
              ) : (
                <Link
                  href={`/${slug}/keys?role=${encodeURIComponent(role.name)}`}
                  prefetch={false}
                  className="underline decoration-line-2 underline-offset-2 hover:decoration-ink"
                >
                  {formatCount(role.usedBy.keys)}
                  <span className="md:sr-only"> {role.usedBy.keys === 1 ? "key" : "keys"}</span>
                </Link>
              )}
            </Td>
            <Td at="menu" className="text-right">
              <ActsMenu of={role.name}>
                {may.updateRole && <MenuItem onSelect={() => onEdit(role)}>Edit</MenuItem>}
                {may.removeRole && (
                  <DeleteItem
                    hindrance={
                      role.usedBy.keys > 0
                        ? `Take it away from ${formatPlural(role.usedBy.keys, "key")} first`
                        : undefined
                    }
                    onSelect={() => onRemove(role)}
                  />
                )}
              </ActsMenu>
            </Td>
          </Tr>
        ))}
      </TBody>
    </Table>
  );
}
