"use client";

import { Ellipsis } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "./button";
import { Menu, MenuItem, MenuSeparator } from "./menu";
import { Th } from "./table";

/** The head of the column that holds each row's menu. */
export function ActsHead() {
  return (
    <Th className="w-12">
      <span className="sr-only">Acts</span>
    </Th>
  );
}

/** A row's menu. */
export function ActsMenu({ of, children }: { of: string; children: ReactNode }) {
  return (
    <Menu align="end" trigger={<IconButton icon={<Ellipsis />} size="m" label={`Acts of ${of}`} />}>
      {children}
    </Menu>
  );
}

/** The last of a row's acts; what hinders it is said under it. */
export function DeleteItem({
  hindrance,
  onSelect,
}: {
  hindrance?: string | undefined;
  onSelect: () => void;
}) {
  return (
    <>
      <MenuSeparator />
      <MenuItem danger={!hindrance} disabled={Boolean(hindrance)} note={hindrance} onSelect={onSelect}>
        Delete
      </MenuItem>
    </>
  );
}
