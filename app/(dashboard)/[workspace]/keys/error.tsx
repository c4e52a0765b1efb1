"use client";

import { PageFault } from "@/components/overview/page-fault";

export default function KeysFault({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <PageFault crumb="Keys" title="Keys could not be read" digest={error.digest} onRetry={reset}>
      Verification goes on: keys that your customers hold keep working.
    </PageFault>
  );
}
