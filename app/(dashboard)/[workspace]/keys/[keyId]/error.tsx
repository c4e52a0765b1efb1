"use client";

import { type Fault, PageFault } from "@/components/overview/page-fault";

export default function KeyFault(fault: Fault) {
  return (
    <PageFault {...fault} crumb="Key" title="This key could not be read">
      Verification goes on, with this key too.
    </PageFault>
  );
}
