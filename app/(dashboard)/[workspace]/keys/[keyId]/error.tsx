"use client";

import { PageFault } from "@/components/overview/page-fault";

export default function KeyFault({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <PageFault crumb="Key" title="This key could not be read" digest={error.digest} onRetry={reset}>
      Verification goes on, with this key too.
    </PageFault>
  );
}
