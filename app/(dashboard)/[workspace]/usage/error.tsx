"use client";

import { type Fault, PageFault } from "@/components/overview/page-fault";

export default function UsageFault(fault: Fault) {
  return (
    <PageFault {...fault} crumb="Usage" title="Usage could not be read">
      Keys go on verifying, and each call is still counted.
    </PageFault>
  );
}
