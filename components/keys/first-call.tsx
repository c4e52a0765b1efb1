"use client";

import { useEffect, useRef, useState } from "react";
import { LiveDot } from "@/components/ui/live-dot";
import { Outcome } from "@/components/ui/outcome";
import { Time } from "@/components/ui/time";
import type { FirstCallView, WaitForCall } from "./actions";

const EVERY_MS = 2_000;

export interface FirstCallProps {
  keyId: string;
  secretId: string;
  ask: WaitForCall;
}

/** Waits for the first call with a new secret and shows what became of it. Asks only while the page is looked at. */
export function FirstCall({ keyId, secretId, ask }: FirstCallProps) {
  const [call, setCall] = useState<FirstCallView | null>(null);
  const arrived = call !== null;
  // The page behind is read again while this waits, and brings the same action as another function.
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });
  useEffect(() => {
    if (arrived) return;
    let ended = false;
    let timer: ReturnType<typeof setTimeout>;
    const poll = async () => {
      // A question that failed is asked again: waiting has no error of its own.
      const result =
        document.visibilityState === "visible"
          ? await latest.current(keyId, secretId).catch(() => null)
          : null;
      if (ended) return;
      if (result?.ok && result.value) setCall(result.value);
      else timer = setTimeout(poll, EVERY_MS);
    };
    timer = setTimeout(poll, EVERY_MS);
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [arrived, keyId, secretId]);
  return (
    <div role="status" className="flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1 text-label">
      {call ? (
        <>
          <Outcome code={call.code} as="pill" />
          <span className="text-ink-2">
            First call at <Time at={call.at} as="seconds" />
            {call.ip && (
              <>
                {" "}
                from <code>{call.ip}</code>
              </>
            )}
          </span>
        </>
      ) : (
        <>
          <LiveDot className="text-ink-3">Waiting for its first call.</LiveDot>
          <span className="inline-flex items-center gap-2 text-ink-3">
            Expect <Outcome code="VALID" className="text-ink" />
          </span>
        </>
      )}
    </div>
  );
}
