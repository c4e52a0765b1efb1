"use client";

import Link from "next/link";
import { ActsHead, ActsMenu, DeleteItem } from "@/components/ui/acts";
import { Badge } from "@/components/ui/badge";
import { MenuItem, MenuLink } from "@/components/ui/menu";
import { formatCount, formatPlural } from "@/components/ui/number-format";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import type { PermissionView } from "@/lib/permissions/schemas";

export interface PermissionTableProps {
  slug: string;
  permissions: readonly PermissionView[];
  may: { update: boolean; remove: boolean };
  onEdit: (permission: PermissionView) => void;
  onRemove: (permission: PermissionView) => void;
}

export const keysWith = (slug: string, permission: string) =>
  `/${slug}/keys?permission=${encodeURIComponent(permission)}`;

/** The catalogue, with where each permission is used. */
export function PermissionTable({ slug, permissions, may, onEdit, onRemove }: PermissionTableProps) {
  return (
    <Table label="Permissions" edge="page" stack>
      <THead>
        <Th>Name</Th>
        <Th>Description</Th>
        <Th numeric>Keys</Th>
        <Th numeric>Roles</Th>
        <Th numeric>APIs</Th>
        <ActsHead />
      </THead>
      <TBody>
        {permissions.map((permission) => (
          <Tr key={permission.id}>
            <Td lead at="lead" className="max-w-none">
              <span className="inline-flex flex-wrap items-center gap-x-2">
                <code>{permission.name}</code>
                {permission.administrative && <Badge tone="soon">administrative</Badge>}
              </span>
            </Td>
            <Td quiet at="sub" className="w-[40%] max-w-[320px] truncate">
              {permission.description ?? <span className="text-ink-3">—</span>}
            </Td>
            <Td numeric at="aside">
              <Used count={permission.usedBy.keys} href={keysWith(slug, permission.name)} one="key" />
            </Td>
            <Td numeric>
              <Used
                count={permission.usedBy.roles}
                href={`/${slug}/permissions?view=roles&permission=${encodeURIComponent(permission.name)}`}
                one="role"
              />
            </Td>
            <Td numeric>
              <Used count={permission.usedBy.apis} href={`/${slug}/apis`} one="API" />
            </Td>
            <Td at="menu" className="text-right">
              <Acts
                slug={slug}
                permission={permission}
                may={may}
                onEdit={() => onEdit(permission)}
                onRemove={() => onRemove(permission)}
              />
            </Td>
          </Tr>
        ))}
      </TBody>
    </Table>
  );
}

function Used({ count, href, one }: { count: number; href: string; one: string }) {
  if (count === 0) return <span className="text-ink-3">0</span>;
  return (
    <Link
      href={href}
      prefetch={false}
      className="underline decoration-line-2 underline-offset-2 hover:decoration-ink"
    >
      {formatCount(count)}
      <span className="md:sr-only"> {count === 1 ? one : `${one}s`}</span>
    </Link>
  );
}

interface ActsProps {
  slug: string;
  permission: PermissionView;
  may: PermissionTableProps["may"];
  onEdit: () => void;
  onRemove: () => void;
}

function Acts({ slug, permission, may, onEdit, onRemove }: ActsProps) {
  const { keys, roles, apis } = permission.usedBy;
  const used = [
    keys > 0 && formatPlural(keys, "key"),
    roles > 0 && formatPlural(roles, "role"),
    apis > 0 && formatPlural(apis, "API"),
  ].filter(Boolean);
  return (
    <ActsMenu of={permission.name}>
      {may.update && <MenuItem onSelect={onEdit}>Edit</MenuItem>}
      <MenuLink href={keysWith(slug, permission.name)}>Keys that have it</MenuLink>
      {may.remove && (
        <DeleteItem
          hindrance={used.length > 0 ? `In use by ${used.join(", ")}` : undefined}
          onSelect={onRemove}
        />
      )}
    </ActsMenu>
  );
}
