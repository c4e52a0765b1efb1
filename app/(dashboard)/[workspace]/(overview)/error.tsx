"use client";

import { type Fault, PageFault } from "@/components/overview/page-fault";

export default function OverviewFault(fault: Fault) {
  return (
    <PageFault {...fault} crumb="Overview" title="The overview could not be read">
      Keys go on verifying, and each call is still counted.
    </PageFault>
  );
}
