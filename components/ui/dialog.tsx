"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactElement, type ReactNode, type RefObject, useEffect, useState } from "react";
import { Button, type ButtonProps, IconButton } from "./button";
import { cn } from "./cn";

const widths = { s: "max-w-[440px]", m: "max-w-[560px]", l: "max-w-[656px]", xl: "max-w-[880px]" };

export interface DialogProps {
  open?: boolean | undefined;
  onOpenChange?: ((open: boolean) => void) | undefined;
  /** The button that opens it, if it is not opened from elsewhere. */
  trigger?: ReactElement | undefined;
  /** The act: “Revoke route-planner?” */
  title: ReactNode;
  /** The first line: its consequence, with a number. */
  description?: ReactNode;
  /** 440, 560, 656 or 880 px. */
  size?: "s" | "m" | "l" | "xl" | undefined;
  /**
   * While set, Escape, the cross and a press outside do not close it but show this text, and leaving the page asks.
   * Closing through `open={false}` still works.
   */
  guard?: ReactNode;
  /** What gets the focus first; by default the first control. */
  initialFocus?: RefObject<HTMLElement | null> | undefined;
  /** `<DialogBody>` and `<DialogFooter>`, in a `<form>` where there is one. */
  children: ReactNode;
}

/** A modal dialog: focus trapped, page inert, focus given back. */
export function Dialog({
  open,
  onOpenChange,
  trigger,
  title,
  description,
  size = "m",
  guard,
  initialFocus,
  children,
}: DialogProps) {
  const [warned, setWarned] = useState(false);
  const guarded = Boolean(guard);
  useEffect(() => {
    if (!guarded) {
      setWarned(false);
      return;
    }
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [guarded]);

  return (
    <Base.Root
      {...(open === undefined ? {} : { open })}
      onOpenChange={(next, details) => {
        if (!next && guarded) {
          details.cancel();
          setWarned(true);
        } else onOpenChange?.(next);
      }}
    >
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-[180ms] data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Viewport className="fixed inset-0 z-40 flex items-start justify-center overflow-y-auto px-4 py-[max(16px,12vh)] narrow:px-0 narrow:pt-12 narrow:pb-0">
          <Base.Popup
            {...(initialFocus ? { initialFocus } : {})}
            className={cn(
              "w-full rounded-lg border border-line-2 bg-overlay text-ink shadow-overlay outline-none transition-[opacity,translate] duration-[180ms]",
              "data-ending-style:opacity-0 data-starting-style:translate-y-1 data-starting-style:opacity-0",
              // By a margin: what is taller than the screen, aligned to the end, could not be scrolled to its top.
              "narrow:mt-auto narrow:rounded-b-none narrow:border-x-0 narrow:border-b-0",
              widths[size],
              "narrow:max-w-none",
            )}
          >
            <div className="flex items-start gap-3 px-6 pt-5 narrow:px-4">
              <div className="min-w-0 flex-1">
                <Base.Title className="pt-1 font-semibold text-[16px] leading-6">{title}</Base.Title>
                {description && (
                  <Base.Description
                    render={<div />}
                    className="pt-1 text-body text-ink-2 [&_strong]:font-medium [&_strong]:text-ink"
                  >
                    {description}
                  </Base.Description>
                )}
              </div>
              <Base.Close render={<IconButton icon={<X />} label="Close" className="-mr-2" />} />
            </div>
            {warned && guard && (
              <p
                role="alert"
                className="mx-6 mt-3 rounded-md border border-o-limited-t/30 bg-o-limited-s px-3 py-2 text-body text-o-limited-t narrow:mx-4"
              >
                {guard}
              </p>
            )}
            {children}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

export function DialogBody({ className, children }: { className?: string | undefined; children: ReactNode }) {
  return <div className={cn("flex flex-col gap-4 px-6 pt-4 pb-5 narrow:px-4", className)}>{children}</div>;
}

/** Buttons at the right, the one that acts last; a note at the left. */
export function DialogFooter({ note, children }: { note?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex items-center gap-2 border-line border-t px-6 py-3 narrow:flex-wrap narrow:px-4">
      <div className="min-w-0 flex-1 text-ink-3 text-label">{note}</div>
      {children}
    </div>
  );
}

/** A button that closes the dialog around it. */
export function DialogClose(props: ButtonProps) {
  return <Base.Close render={<Button {...props} />} />;
}
