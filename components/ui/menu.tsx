"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { cn } from "./cn";

export interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement;
  align?: "start" | "center" | "end" | undefined;
  side?: "top" | "bottom" | undefined;
  className?: string | undefined;
  /** `MenuItem`, `MenuLink`, `MenuChoice`, `MenuLabel`, `MenuSeparator`. */
  children: ReactNode;
}

/** A list of acts under a button. */
export function Menu({ trigger, align = "start", side = "bottom", className, children }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} side={side} className="z-50 outline-none">
          <Base.Popup
            className={cn(
              "popup max-h-(--available-height) min-w-[180px] max-w-[340px] overflow-y-auto p-1",
              className,
            )}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

const item =
  "flex min-h-8 w-full select-none items-center gap-2.5 rounded-md px-2 py-1 text-body text-ink outline-none data-disabled:text-ink-3 data-highlighted:bg-hover narrow:min-h-9";

interface ItemParts {
  icon?: ReactNode;
  /** A quiet second line. */
  note?: ReactNode;
  /** At the right end: a key hint, a count. */
  after?: ReactNode;
  /** Takes something away. */
  danger?: boolean | undefined;
  children: ReactNode;
}

function Content({ icon, note, after, danger, children }: ItemParts) {
  return (
    <>
      {icon && <span className={cn("shrink-0", danger ? "text-o-ended-t" : "text-ink-2")}>{icon}</span>}
      <span className={cn("min-w-0 flex-1", danger && "text-o-ended-t")}>
        <span className="block truncate">{children}</span>
        {note && <span className="block text-ink-3 text-label">{note}</span>}
      </span>
      {after && <span className="shrink-0 pl-4 text-ink-3 text-label">{after}</span>}
    </>
  );
}

export function MenuItem({
  onSelect,
  disabled,
  ...parts
}: ItemParts & { onSelect: () => void; disabled?: boolean | undefined }) {
  return (
    <Base.Item className={item} disabled={disabled ?? false} onClick={onSelect}>
      <Content {...parts} />
    </Base.Item>
  );
}

/** An item that goes somewhere; `current` shows a check. */
export function MenuLink({
  href,
  current,
  ...parts
}: ItemParts & { href: string; current?: boolean | undefined }) {
  const after = current ? <Check className="text-ink" /> : parts.after;
  return (
    <Base.LinkItem
      className={item}
      closeOnClick
      render={<Link href={href} aria-current={current ? "true" : undefined} />}
    >
      <Content {...parts} after={after} />
    </Base.LinkItem>
  );
}

/** An item that is on or off; the menu stays open. */
export function MenuChoice({
  checked,
  onCheckedChange,
  ...parts
}: ItemParts & { checked: boolean; onCheckedChange: (checked: boolean) => void }) {
  return (
    <Base.CheckboxItem className={item} checked={checked} onCheckedChange={onCheckedChange}>
      <span className="grid size-4 shrink-0 place-items-center">
        <Base.CheckboxItemIndicator>
          <Check />
        </Base.CheckboxItemIndicator>
      </span>
      <Content {...parts} />
    </Base.CheckboxItem>
  );
}

/** Heads a part of the menu. */
export function MenuGroup({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2 pt-2 pb-1 text-ink-3 text-label">{label}</Base.GroupLabel>
      {children}
    </Base.Group>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="-mx-1 my-1 h-px bg-line" />;
}
