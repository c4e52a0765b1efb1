"use client";

import { Globe } from "lucide-react";
import { useMemo } from "react";
import { Combobox } from "@/components/ui/combobox";

const readable = (zone: string) => zone.replaceAll("_", " ");

/** The zone of bars and times: the viewer's own, or another to look at it as a customer sees it. */
export function ZonePicker({
  zone,
  own,
  onChange,
}: {
  zone: string;
  own: string;
  onChange: (zone: string | null) => void;
}) {
  const options = useMemo(() => {
    const all = new Set([own, zone, "UTC", ...Intl.supportedValuesOf("timeZone")]);
    return [...all].map((each) => ({
      value: each,
      label: readable(each),
      note: each === own ? "Yours" : undefined,
    }));
  }, [own, zone]);
  return (
    <Combobox
      aria-label="Time zone"
      icon={<Globe />}
      size="m"
      options={options}
      value={zone}
      onValueChange={(next) => onChange(next === own ? null : next)}
      searchPlaceholder="Search zones"
      empty="No zone matches."
    />
  );
}
