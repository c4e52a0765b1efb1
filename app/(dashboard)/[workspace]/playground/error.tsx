"use client";

import { type Fault, PageFault } from "@/components/overview/page-fault";

export default function PlaygroundFault(fault: Fault) {
  return (
    <PageFault {...fault} crumb="Playground" title="The playground could not be opened" unscoped>
      Keys go on verifying, and nothing was changed.
    </PageFault>
  );
}
