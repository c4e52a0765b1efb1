"use client";

import { type Fault, PageFault } from "@/components/overview/page-fault";

export default function ApisFault(fault: Fault) {
  return (
    <PageFault {...fault} crumb="APIs" title="The APIs could not be read" unscoped>
      Verification goes on: keys that your customers hold keep working.
    </PageFault>
  );
}
