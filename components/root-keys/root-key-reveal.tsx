"use client";

import { expiryFact, permissionsFact, Reveal } from "@/components/reveal/reveal";
import { formatPlural } from "@/components/ui/number-format";
import type { RootKeyWithSecret } from "./actions";
import { firstCall } from "./first-call";

/** A root key's new secret, with a call that it may make. */
export function RootKeyReveal({
  rootKey,
  secret,
  appUrl,
  onDone,
}: RootKeyWithSecret & { appUrl: string; onDone: () => void }) {
  return (
    <Reveal
      secret={secret}
      seen={rootKey.secrets[0]}
      name={rootKey.name}
      facts={[
        "root key",
        permissionsFact(rootKey.permissions),
        rootKey.apiIds.length > 0 && formatPlural(rootKey.apiIds.length, "API"),
        expiryFact(rootKey.expiresAt),
      ]}
      variable="LATCHKEY_ROOT_KEY"
      samples={[firstCall(rootKey.permissions, appUrl, secret)]}
      hint={
        <>
          What is copied sets <code>LATCHKEY_ROOT_KEY</code> first, so that it runs as it is.
        </>
      }
      onDone={onDone}
    />
  );
}
