"use client";

import { PageFault } from "@/components/overview/page-fault";

export default function SettingsFault({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <PageFault
      crumb="Settings"
      title="The settings could not be read"
      digest={error.digest}
      onRetry={reset}
      unscoped
    >
      Nothing was changed. Verification goes on.
    </PageFault>
  );
}
