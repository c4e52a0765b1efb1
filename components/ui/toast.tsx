"use client";

import { CircleAlert, CircleCheck, CircleX } from "lucide-react";
import { Toaster as Sonner } from "sonner";

export { toast } from "sonner";

/** Once, in the root layout. Elsewhere: `toast.success("Rotation extended to 6 Dec", { action: { label: "Undo", onClick } })`. */
export function Toaster() {
  return (
    <Sonner
      className="font-sans!"
      position="bottom-right"
      gap={8}
      visibleToasts={3}
      icons={{
        success: <CircleCheck />,
        error: <CircleX />,
        warning: <CircleAlert />,
        info: <CircleAlert />,
      }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-[340px] max-w-[calc(100vw-32px)] items-center gap-3 rounded-lg border border-line-2 bg-overlay py-2.5 pr-2.5 pl-3 text-body text-ink shadow-overlay",
          icon: "shrink-0 text-ink-2",
          content: "min-w-0 flex-1",
          title: "text-body",
          description: "text-ink-2 text-label",
          actionButton:
            "h-6 shrink-0 rounded-sm border border-line-2 px-2 text-label font-medium text-ink hover:bg-hover narrow:h-9",
          cancelButton:
            "h-6 shrink-0 rounded-sm px-2 text-label font-medium text-ink-2 hover:bg-hover narrow:h-9",
        },
      }}
    />
  );
}
