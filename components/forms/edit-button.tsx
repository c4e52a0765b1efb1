"use client";

import { Fragment, type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";

export interface EditButtonProps {
  /** Read out: “Edit limits”. */
  name: string;
  /** Shown where a panel has several: “Roles”. */
  label?: string | undefined;
  /** The dialog that it opens, made anew each time with what holds then. */
  children: (dialog: { open: boolean; onClose: () => void }) => ReactNode;
}

/** A panel's “Edit”. */
export function EditButton({ name, label = "Edit", children }: EditButtonProps) {
  const [asked, setAsked] = useState({ open: false, turn: 0 });
  return (
    <>
      <Button
        size="m"
        variant="ghost"
        aria-label={name}
        onClick={() => setAsked(({ turn }) => ({ open: true, turn: turn + 1 }))}
      >
        {label}
      </Button>
      <Fragment key={asked.turn}>
        {children({ open: asked.open, onClose: () => setAsked(({ turn }) => ({ open: false, turn })) })}
      </Fragment>
    </>
  );
}
