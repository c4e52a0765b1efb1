"use client";

import { PageFault } from "@/components/overview/page-fault";

export default function OverviewFault({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <PageFault crumb="Overview" title="The overview could not be read" digest={error.digest} onRetry={reset}>
      Keys go on verifying, and each call is still counted.
    </PageFault>
  );
}
