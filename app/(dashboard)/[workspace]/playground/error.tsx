"use client";

import { PageFault } from "@/components/overview/page-fault";

export default function PlaygroundFault({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <PageFault
      crumb="Playground"
      title="The playground could not be opened"
      digest={error.digest}
      onRetry={reset}
      unscoped
    >
      Keys go on verifying, and nothing was changed.
    </PageFault>
  );
}
