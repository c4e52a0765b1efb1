"use client";

import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import { Button } from "@/components/ui/button";
import "./globals.css";

/** The root layout itself threw: no provider can be relied on, so the theme is the light one. */
export default function GlobalError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <head>
        <title>Failed · Latchkey</title>
      </head>
      <body>
        <main className="mx-auto flex min-h-dvh max-w-[400px] flex-col justify-center px-4">
          <h1 className="font-semibold text-page">Latchkey could not show this page</h1>
          <p className="pt-2 text-ink-2">Your keys go on verifying; nothing was changed.</p>
          {error.digest && (
            <p className="pt-2 text-ink-2">
              In the log as <code className="text-ink">{error.digest}</code>
            </p>
          )}
          <div className="pt-5">
            <Button variant="primary" onClick={reset}>
              Try again
            </Button>
          </div>
        </main>
      </body>
    </html>
  );
}
