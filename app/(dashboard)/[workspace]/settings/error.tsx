"use client";

import { type Fault, PageFault } from "@/components/overview/page-fault";

export default function SettingsFault(fault: Fault) {
  return (
    <PageFault {...fault} crumb="Settings" title="The settings could not be read" unscoped>
      Nothing was changed. Verification goes on.
    </PageFault>
  );
}
