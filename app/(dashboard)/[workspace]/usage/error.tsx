"use client";

import { PageFault } from "@/components/overview/page-fault";

export default function UsageFault({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <PageFault crumb="Usage" title="Usage could not be read" digest={error.digest} onRetry={reset}>
      Keys go on verifying, and each call is still counted.
    </PageFault>
  );
}
