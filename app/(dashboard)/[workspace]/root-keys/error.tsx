"use client";

import { type Fault, PageFault } from "@/components/overview/page-fault";

export default function RootKeysFault(fault: Fault) {
  return (
    <PageFault {...fault} crumb="Root keys" title="Root keys could not be read" unscoped>
      Verification goes on: root keys that a service already holds keep working.
    </PageFault>
  );
}
