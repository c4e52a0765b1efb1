"use client";

import { PageFault } from "@/components/overview/page-fault";

export default function PoliciesFault({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <PageFault
      crumb="Policies"
      title="Policies could not be read"
      digest={error.digest}
      onRetry={reset}
      unscoped
    >
      Verification goes on, and rotations under way end with their overlap.
    </PageFault>
  );
}
