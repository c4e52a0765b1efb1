"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { IconButton } from "./button";
import { cn } from "./cn";

export interface DrawerProps {
  open?: boolean | undefined;
  onOpenChange?: ((open: boolean) => void) | undefined;
  trigger?: ReactElement | undefined;
  /** Names the drawer; shown unless `titleHidden`. */
  title: string;
  titleHidden?: boolean | undefined;
  side?: "left" | "right" | undefined;
  className?: string | undefined;
  children: ReactNode;
}

/** A panel from the edge of the screen: the navigation at 390, details beside a table. */
export function Drawer({
  open,
  onOpenChange,
  trigger,
  title,
  titleHidden,
  side = "right",
  className,
  children,
}: DrawerProps) {
  const place =
    side === "left"
      ? "left-0 border-r data-starting-style:-translate-x-4 data-ending-style:-translate-x-4"
      : "right-0 border-l data-starting-style:translate-x-4 data-ending-style:translate-x-4";
  return (
    <Base.Root {...(open === undefined ? {} : { open })} onOpenChange={(next) => onOpenChange?.(next)}>
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-[180ms] data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          className={cn(
            "fixed inset-y-0 z-40 flex w-[min(88vw,420px)] flex-col overflow-y-auto border-line-2 bg-overlay shadow-overlay outline-none",
            "transition-[opacity,translate] duration-[180ms] data-ending-style:opacity-0 data-starting-style:opacity-0",
            place,
            className,
          )}
        >
          <div
            className={cn(
              "flex h-12 shrink-0 items-center justify-between px-4",
              titleHidden ? "absolute top-0 right-0" : "border-line border-b",
            )}
          >
            <Base.Title className={cn("font-semibold text-section", titleHidden && "sr-only")}>
              {title}
            </Base.Title>
            <Base.Close render={<IconButton icon={<X />} label="Close" className="-mr-2" />} />
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
