"use client";

import { useShell } from "@/components/shell/shell-context";
import { SuggestInput } from "@/components/ui/suggest-input";

export interface OwnerInputProps {
  value: string;
  onValueChange: (owner: string) => void;
  autoFocus?: boolean | undefined;
  /** To look for: an owner that is not there finds nothing. */
  existing?: boolean | undefined;
}

/** A key's owner: one of the workspace's identities, or a new one that comes with the key. */
export function OwnerInput({ value, onValueChange, autoFocus, existing }: OwnerInputProps) {
  const { searchOwners } = useShell();
  return (
    <SuggestInput
      mono
      value={value}
      onValueChange={onValueChange}
      search={searchOwners}
      what="owners"
      fresh={existing ? "No owner has exactly this id." : "No owner has this id yet: it becomes a new one."}
      placeholder="customer_42"
      autoFocus={autoFocus}
    />
  );
}
