"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useEffect } from "react";

function hrefWith(name: string, on: boolean): string {
  const url = new URL(window.location.href);
  if (on) url.searchParams.set(name, "1");
  else url.searchParams.delete(name);
  return url.pathname + url.search;
}

/**
 * A dialog that the address opens (`?create=1`), so that links and the palette reach it and Back closes it.
 * While `held` it stays: Back only brings its address back.
 */
export function useUrlDialog(name: string, held: boolean) {
  const named = useSearchParams().has(name);
  const show = useCallback(() => window.history.pushState(null, "", hrefWith(name, true)), [name]);
  const hide = useCallback(() => window.history.replaceState(null, "", hrefWith(name, false)), [name]);
  useEffect(() => {
    if (held && !named) show();
  }, [held, named, show]);
  return { open: named || held, show, hide };
}
