"use client";

import { PageFault } from "@/components/overview/page-fault";

export default function PermissionsFault({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <PageFault
      crumb="Permissions and roles"
      title="The permissions could not be read"
      digest={error.digest}
      onRetry={reset}
      unscoped
    >
      Verification goes on: keys that your customers hold keep working.
    </PageFault>
  );
}
