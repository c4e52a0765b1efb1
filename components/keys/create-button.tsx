"use client";

import { Plus } from "lucide-react";
import { Button } from "@/components/ui/button";
import { useHotkey } from "@/components/ui/hotkey";
import { Kbd } from "@/components/ui/kbd";
import { useUrlDialog } from "./use-url-dialog";

/** The page's primary act; also `C`. */
export function CreateButton() {
  const { show } = useUrlDialog("create", false);
  useHotkey("c", show);
  return (
    <Button variant="primary" icon={<Plus />} after={<Kbd>C</Kbd>} aria-keyshortcuts="C" onClick={show}>
      Create key
    </Button>
  );
}

/** The same act as the next step of an empty list. */
export function CreateFirstButton({ label }: { label: string }) {
  const { show } = useUrlDialog("create", false);
  return (
    <Button size="m" icon={<Plus />} onClick={show}>
      {label}
    </Button>
  );
}
