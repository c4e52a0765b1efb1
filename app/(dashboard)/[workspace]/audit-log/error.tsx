"use client";

import { PageFault } from "@/components/overview/page-fault";

export default function AuditFault({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <PageFault
      crumb="Audit log"
      title="The audit log could not be read"
      digest={error.digest}
      onRetry={reset}
      unscoped
    >
      Nothing is lost: a change that cannot be written to the log is not made.
    </PageFault>
  );
}
