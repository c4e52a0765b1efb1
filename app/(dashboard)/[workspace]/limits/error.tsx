"use client";

import { PageFault } from "@/components/overview/page-fault";

export default function LimitsFault({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <PageFault crumb="Limits" title="The limits could not be read" digest={error.digest} onRetry={reset}>
      Verification goes on: each limit is still held.
    </PageFault>
  );
}
