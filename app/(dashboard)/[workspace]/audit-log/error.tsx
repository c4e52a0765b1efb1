"use client";

import { type Fault, PageFault } from "@/components/overview/page-fault";

export default function AuditFault(fault: Fault) {
  return (
    <PageFault {...fault} crumb="Audit log" title="The audit log could not be read" unscoped>
      Nothing is lost: a change that cannot be written to the log is not made.
    </PageFault>
  );
}
