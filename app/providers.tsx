"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import { ThemeProvider } from "next-themes";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { TimeProvider } from "@/components/ui/time";
import { Toaster } from "@/components/ui/toast";

/** What every page stands in: theme without a flash, the viewer's zone, URL state, toasts. */
export function Providers({
  nonce,
  zone,
  renderedAt,
  children,
}: {
  nonce: string;
  zone: string;
  renderedAt: number;
  children: ReactNode;
}) {
  return (
    <CSPProvider nonce={nonce} disableStyleElements>
      <ThemeProvider
        attribute="data-theme"
        defaultTheme="system"
        enableSystem
        enableColorScheme={false}
        disableTransitionOnChange
        storageKey="latchkey-theme"
        nonce={nonce}
      >
        <TimeProvider zone={zone} renderedAt={renderedAt}>
          <NuqsAdapter>{children}</NuqsAdapter>
        </TimeProvider>
        <Toaster />
      </ThemeProvider>
    </CSPProvider>
  );
}
