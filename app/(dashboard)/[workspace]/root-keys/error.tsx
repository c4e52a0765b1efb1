"use client";

import { PageFault } from "@/components/overview/page-fault";

export default function RootKeysFault({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <PageFault
      crumb="Root keys"
      title="Root keys could not be read"
      digest={error.digest}
      onRetry={reset}
      unscoped
    >
      Verification goes on: root keys that a service already holds keep working.
    </PageFault>
  );
}
