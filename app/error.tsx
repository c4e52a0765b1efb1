"use client";

import { PlainPage } from "@/components/shell/plain-page";
import { Button, ButtonLink } from "@/components/ui/button";
import { NOTHING_CHANGED } from "@/lib/http/origin";

/** A page that threw. Its digest is in the server's log beside the cause. */
export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  if (!error.digest && error.message.endsWith(NOTHING_CHANGED))
    return (
      <PlainPage title="This could not be done" actions={<Button onClick={reset}>Back</Button>}>
        <p>{error.message}</p>
      </PlainPage>
    );
  return (
    <PlainPage
      title="This page could not be shown"
      actions={
        <>
          <Button variant="primary" onClick={reset}>
            Try again
          </Button>
          <ButtonLink href="/">Go to the overview</ButtonLink>
        </>
      }
    >
      <p>Your keys go on verifying; nothing was changed.</p>
      {error.digest && (
        <p className="pt-2">
          In the log as <code className="text-ink">{error.digest}</code>
        </p>
      )}
    </PlainPage>
  );
}
