"use client";

import { Columns3 } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Menu, MenuChoice } from "@/components/ui/menu";

/** The columns that can be taken away; the name and the state always stand. */
export const COLUMNS = [
  { id: "key", label: "Key" },
  { id: "owner", label: "Owner" },
  { id: "api", label: "API" },
  { id: "calls", label: "Calls, 7 days" },
  { id: "created", label: "Created" },
  { id: "lastUsed", label: "Last used" },
  { id: "expires", label: "Expires" },
] as const;

export type ColumnId = (typeof COLUMNS)[number]["id"];
const USUAL: readonly ColumnId[] = ["key", "owner", "calls", "lastUsed", "expires"];
const KEPT = "latchkey.keys.columns";

/** The columns shown, kept in this browser. */
export function useColumns(): { shown: ReadonlySet<ColumnId>; toggle: (id: ColumnId) => void } {
  const [shown, setShown] = useState<ReadonlySet<ColumnId>>(new Set(USUAL));
  useEffect(() => {
    const kept = localStorage.getItem(KEPT)?.split(",");
    if (kept) setShown(new Set(COLUMNS.map(({ id }) => id).filter((id) => kept.includes(id))));
  }, []);
  const toggle = (id: ColumnId) => {
    const next = new Set(shown);
    if (!next.delete(id)) next.add(id);
    localStorage.setItem(KEPT, [...next].join(","));
    setShown(next);
  };
  return { shown, toggle };
}

export function ColumnsMenu({ shown, toggle }: ReturnType<typeof useColumns>) {
  return (
    <Menu
      align="end"
      trigger={
        <Button size="m" variant="ghost" icon={<Columns3 />} className="narrow:hidden">
          Columns
        </Button>
      }
    >
      {COLUMNS.map(({ id, label }) => (
        <MenuChoice key={id} checked={shown.has(id)} onCheckedChange={() => toggle(id)}>
          {label}
        </MenuChoice>
      ))}
    </Menu>
  );
}
