"use client";

import { type Fault, PageFault } from "@/components/overview/page-fault";

export default function KeysFault(fault: Fault) {
  return (
    <PageFault {...fault} crumb="Keys" title="Keys could not be read">
      Verification goes on: keys that your customers hold keep working.
    </PageFault>
  );
}
