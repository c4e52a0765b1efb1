"use client";

import { type Fault, PageFault } from "@/components/overview/page-fault";

export default function PermissionsFault(fault: Fault) {
  return (
    <PageFault {...fault} crumb="Permissions and roles" title="The permissions could not be read" unscoped>
      Verification goes on: keys that your customers hold keep working.
    </PageFault>
  );
}
