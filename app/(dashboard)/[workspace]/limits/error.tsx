"use client";

import { type Fault, PageFault } from "@/components/overview/page-fault";

export default function LimitsFault(fault: Fault) {
  return (
    <PageFault {...fault} crumb="Limits" title="The limits could not be read">
      Verification goes on: each limit is still held.
    </PageFault>
  );
}
