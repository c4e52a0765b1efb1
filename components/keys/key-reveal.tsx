"use client";

import { expiryFact, permissionsFact, Reveal } from "@/components/reveal/reveal";
import type { KeyWithSecret } from "@/lib/keys/schemas";
import type { WaitForCall } from "./actions";
import { codeSamples, environmentName } from "./code-samples";
import { FirstCall } from "./first-call";

export interface KeyRevealProps {
  made: KeyWithSecret;
  apiName: string;
  appUrl: string;
  firstCall: WaitForCall;
  onDone: () => void;
}

/** A key's new secret, with a call that verifies it, and what became of that call. */
export function KeyReveal({ made: { key, secret }, apiName, appUrl, firstCall, onDone }: KeyRevealProps) {
  const newest = key.secrets[0];
  return (
    <Reveal
      secret={secret}
      seen={newest}
      name={key.name}
      facts={[
        apiName,
        key.environment,
        key.externalId && `owner ${key.externalId}`,
        permissionsFact(key.permissions),
        expiryFact(key.expiresAt),
      ]}
      variable={environmentName(apiName)}
      samples={codeSamples({ appUrl, secret, permissions: key.permissions })}
      hint={
        <>
          Set <code>LATCHKEY_ROOT_KEY</code>, then paste. Your backend makes this call on each request.
        </>
      }
      onDone={onDone}
    >
      {newest && <FirstCall keyId={key.id} secretId={newest.id} ask={firstCall} />}
    </Reveal>
  );
}
