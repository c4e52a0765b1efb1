"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useTransition } from "react";

/** With the half second that a call waits to be written, and the page's own time, what is seen is under 5 s old. */
const EVERY_MS = 3_000;

/** What is typed into a dialog, or a secret that it shows this once, must not go with the page: Next may load it anew. */
const dialogIsOpen = () => document.querySelector('[role="dialog"]') !== null;

/**
 * Asks the server for the page again while it is looked at and its range ends now. Each time Next forgets what it has
 * prefetched and fetches it anew, so links that stand on such a page have `prefetch={false}`.
 */
export function useLiveRefresh(live: boolean): void {
  const router = useRouter();
  const [pending, start] = useTransition();
  const busy = useRef(false);
  busy.current = pending;
  useEffect(() => {
    if (!live) return;
    const ask = () => {
      if (document.visibilityState !== "visible" || busy.current || dialogIsOpen()) return;
      start(() => router.refresh());
    };
    const timer = setInterval(ask, EVERY_MS);
    document.addEventListener("visibilitychange", ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, [live, router]);
}
