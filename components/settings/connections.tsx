"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ProviderMark, providerLabel } from "@/components/auth/provider-buttons";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Panel } from "@/components/ui/panel";
import { toast } from "@/components/ui/toast";
import type { Provider } from "@/lib/auth/provider-sign-in";
import type { ActionResult } from "@/lib/http/action";

export interface ConnectionsProps {
  /** Those that the server is configured for. */
  providers: readonly Provider[];
  connected: readonly string[];
  connect: (provider: Provider) => Promise<void>;
  disconnect: (provider: Provider) => Promise<ActionResult<void>>;
}

/** Other ways to sign in to this account. */
export function Connections({ providers, connected, connect, disconnect }: ConnectionsProps) {
  const router = useRouter();
  const [leaving, setLeaving] = useState<Provider>();
  const leave = async (provider: Provider) => {
    const result = await disconnect(provider);
    if (!result.ok) return result.problem.detail;
    toast.success(`${providerLabel(provider)} disconnected`);
    router.refresh();
    return undefined;
  };
  return (
    <Panel title="Other ways to sign in" flush>
      <ul>
        {providers.map((provider) => (
          <li
            key={provider}
            className="flex min-h-12 items-center gap-3 border-line border-b px-4 py-2 last:border-b-0"
          >
            <ProviderMark provider={provider} />
            <span className="flex-1">{providerLabel(provider)}</span>
            {connected.includes(provider) ? (
              <Button size="m" onClick={() => setLeaving(provider)}>
                Disconnect
              </Button>
            ) : (
              <form action={connect.bind(null, provider)}>
                <Button size="m" type="submit">
                  Connect
                </Button>
              </form>
            )}
          </li>
        ))}
      </ul>
      {leaving && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setLeaving(undefined)}
          title={`Disconnect ${providerLabel(leaving)}?`}
          consequence={`You can no longer sign in with it. Browsers that are signed in stay so.`}
          confirm="Disconnect"
          onConfirm={() => leave(leaving)}
        />
      )}
    </Panel>
  );
}
