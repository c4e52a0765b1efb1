"use client";

import { useEffect, useRef } from "react";

/** Runs on a single key (`c`, `/`) pressed outside of fields and dialogs. Say it in `aria-keyshortcuts` of what it stands for. */
export function useHotkey(key: string, run: () => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (
        event.key !== key ||
        event.metaKey ||
        event.ctrlKey ||
        event.altKey ||
        event.defaultPrevented ||
        event.repeat
      )
        return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (
        target?.isContentEditable ||
        target?.closest("input, textarea, select, [role=dialog], [role=menu], [role=listbox]")
      )
        return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [key]);
}
