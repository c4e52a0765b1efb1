"use client";

import Link from "next/link";
import { ActsHead, ActsMenu, DeleteItem } from "@/components/ui/acts";
import { CodeChip } from "@/components/ui/badge";
import { copyText } from "@/components/ui/copy-button";
import { MenuItem, MenuLink } from "@/components/ui/menu";
import { formatCountUpTo, formatPlural } from "@/components/ui/number-format";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { toast } from "@/components/ui/toast";
import type { ApiView } from "@/lib/apis/schemas";

export interface ApiTableProps {
  slug: string;
  apis: readonly (ApiView & { keys: number })[];
  mostCounted: number;
  may: { update: boolean; remove: boolean };
  onEdit: (api: ApiView) => void;
  onRemove: (api: ApiView & { keys: number }) => void;
}

const SHOWN = 3;

export function ApiTable({ slug, apis, mostCounted, may, onEdit, onRemove }: ApiTableProps) {
  return (
    <Table label="APIs" edge="page" stack>
      <THead>
        <Th>Name</Th>
        <Th>Id</Th>
        <Th>Prefix</Th>
        <Th>Permissions offered</Th>
        <Th numeric>Keys</Th>
        <Th numeric>Created</Th>
        <ActsHead />
      </THead>
      <TBody>
        {apis.map((api) => (
          <Tr key={api.id}>
            <Td lead at="lead" className="w-[24%]">
              <Link href={`/${slug}/apis/${api.id}`} prefetch={false} className="hover:underline">
                {api.name}
              </Link>
            </Td>
            <Td mono at="more">
              {api.id}
            </Td>
            <Td mono at="sub">
              {api.defaultPrefix}
            </Td>
            <Td>
              <Offered names={api.permissions} />
            </Td>
            <Td numeric at="aside">
              {formatCountUpTo(api.keys, mostCounted)}{" "}
              <span className="text-ink-3 md:hidden">{api.keys === 1 ? "key" : "keys"}</span>
            </Td>
            <Td numeric quiet at="subaside">
              <Time at={api.createdAt} as="date" />
            </Td>
            <Td at="menu" className="text-right">
              <Acts
                slug={slug}
                api={api}
                may={may}
                onEdit={() => onEdit(api)}
                onRemove={() => onRemove(api)}
              />
            </Td>
          </Tr>
        ))}
      </TBody>
    </Table>
  );
}

function Offered({ names }: { names: readonly string[] }) {
  if (names.length === 0) return <span className="text-ink-3">—</span>;
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      {names.slice(0, SHOWN).map((name) => (
        <CodeChip key={name}>{name}</CodeChip>
      ))}
      {names.length > SHOWN && <span className="text-ink-3 text-label">+{names.length - SHOWN}</span>}
    </span>
  );
}

interface ActsProps {
  slug: string;
  api: ApiTableProps["apis"][number];
  may: ApiTableProps["may"];
  onEdit: () => void;
  onRemove: () => void;
}

function Acts({ slug, api, may, onEdit, onRemove }: ActsProps) {
  const copyId = async () => {
    if (await copyText(api.id)) toast.success("Id copied");
    else toast.error("The browser did not let it be copied");
  };
  return (
    <ActsMenu of={api.name}>
      {may.update && <MenuItem onSelect={onEdit}>Edit</MenuItem>}
      <MenuLink href={`/${slug}/apis/${api.id}`}>Limits and lifetimes</MenuLink>
      <MenuLink href={`/${slug}/keys?api=${api.id}`}>Its keys</MenuLink>
      <MenuItem onSelect={copyId}>Copy id</MenuItem>
      {may.remove && (
        <DeleteItem
          hindrance={api.keys > 0 ? `Revoke its ${formatPlural(api.keys, "key")} first` : undefined}
          onSelect={onRemove}
        />
      )}
    </ActsMenu>
  );
}
