"use client";

import { PageHeader } from "@/components/shell/page";
import { useCarry, useShell } from "@/components/shell/shell-context";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/states";

/** An id that is no key's of this workspace. */
export function MissingKey() {
  const { workspace } = useShell();
  const carry = useCarry();
  return (
    <>
      <PageHeader title="No such key" />
      <div className="rounded-lg border border-line">
        <EmptyState
          title={`${workspace.name} has no key with this id`}
          action={
            <ButtonLink size="m" href={carry(`/${workspace.slug}/keys`)}>
              Show all keys
            </ButtonLink>
          }
        >
          It may belong to another workspace. A revoked key would still be here: its history stays.
        </EmptyState>
      </div>
    </>
  );
}
