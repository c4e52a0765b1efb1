"use client";

import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";

export interface TooltipProps {
  /** A few words. What matters must not stand only here. */
  content: ReactNode;
  /** The control it explains; keeps its own accessible name. */
  children: ReactElement;
  side?: "top" | "bottom" | "left" | "right" | undefined;
}

export function Tooltip({ content, children, side = "bottom" }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} side={side} className="z-50">
          <Base.Popup className="popup max-w-[280px] px-2 py-1 text-label">{content}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
