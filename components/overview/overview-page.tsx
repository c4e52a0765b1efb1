"use client";

import { useState } from "react";
import { CreateKey, type CreateKeyProps } from "@/components/keys/create-key";
import { Quickstart, type QuickstartProps } from "@/components/quickstart/quickstart";
import type { KeyWithSecret } from "@/lib/keys/schemas";
import { Overview, type OverviewProps } from "./overview";

export interface OverviewPageProps {
  /** What the environment shows: an overview, or without a call yet the way to the first one. */
  shown:
    | { kind: "overview"; overview: OverviewProps }
    | { kind: "quickstart"; quickstart: Omit<QuickstartProps, "held"> };
  /** Null where the person may not create keys. */
  create: Omit<CreateKeyProps, "onMade"> | null;
}

/**
 * The quickstart until the first call, the overview from then on. The dialog that shows a new secret stands beside both, so
 * that the call which ends the quickstart does not take it away.
 */
export function OverviewPage({ shown, create }: OverviewPageProps) {
  // Until the page is left, the secret of the key that was just made can be tried; nothing shows it again.
  const [made, setMade] = useState<KeyWithSecret | null>(null);
  return (
    <>
      {shown.kind === "overview" ? (
        <Overview {...shown.overview} />
      ) : (
        <Quickstart
          {...shown.quickstart}
          held={made && made.key.id === shown.quickstart.newest?.id ? made.secret : null}
        />
      )}
      {create && <CreateKey {...create} onMade={shown.kind === "quickstart" ? setMade : undefined} />}
    </>
  );
}
