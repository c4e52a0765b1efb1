"use client";

import { type Fault, PageFault } from "@/components/overview/page-fault";

export default function IdentitiesFault(fault: Fault) {
  return (
    <PageFault {...fault} crumb="Identities" title="The identities could not be read" unscoped>
      Verification goes on: keys that your customers hold keep working.
    </PageFault>
  );
}
