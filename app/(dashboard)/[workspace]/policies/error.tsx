"use client";

import { type Fault, PageFault } from "@/components/overview/page-fault";

export default function PoliciesFault(fault: Fault) {
  return (
    <PageFault {...fault} crumb="Policies" title="Policies could not be read" unscoped>
      Verification goes on, and rotations under way end with their overlap.
    </PageFault>
  );
}
