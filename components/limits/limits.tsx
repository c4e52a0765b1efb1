"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Columns, PageHeader } from "@/components/shell/page";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { formatPlural } from "@/components/ui/number-format";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/states";
import { Pager } from "@/components/ui/table";
import { ZoneNote } from "@/components/ui/time";
import { toast } from "@/components/ui/toast";
import { useLiveRefresh } from "@/components/usage/use-live-refresh";
import type { Read } from "@/lib/platform/errors/refused-read";
import type { LimitedKey } from "@/lib/ratelimit/being-limited";
import type { OverrideView } from "@/lib/ratelimit/schemas";
import type { LimitActions } from "./actions";
import { windowWords } from "./limit-words";
import { LimitedPanel } from "./limited-panel";
import type { LimitsParams } from "./limits-params";
import { OverrideDialog } from "./override-dialog";
import { OverrideTable } from "./override-table";

export interface LimitsProps {
  slug: string;
  params: LimitsParams;
  limited: Read<{ items: readonly LimitedKey[]; more: boolean }>;
  overrides: readonly OverrideView[];
  actions: LimitActions;
  mayUpdate: boolean;
  appUrl: string;
  nextHref: string | undefined;
  firstHref: string | undefined;
}

const takeSample = (appUrl: string) => ({
  id: "curl",
  label: "curl",
  code: `curl ${appUrl}/api/v1/ratelimit \\
  -H "Authorization: Bearer $LATCHKEY_ROOT_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{
    "namespace": "email.send",
    "identifier": "customer_42",
    "limit": 100,
    "windowMs": 60000,
    "algorithm": "token_bucket"
  }'`,
});

/** The page of limits: who is refused, who has a limit of their own, and how to limit what has no key. */
export function Limits({ slug, params, limited, overrides, actions, mayUpdate, ...page }: LimitsProps) {
  useLiveRefresh(true);
  const router = useRouter();
  // An act stays while its dialog closes, so that its words do not change on the way out.
  const [act, setAct] = useState<{ override?: OverrideView; open: boolean; turn: number }>();
  const [removing, setRemoving] = useState<{ override: OverrideView; open: boolean }>();
  const openForm = (override?: OverrideView) =>
    setAct((now) => ({ ...(override ? { override } : {}), open: true, turn: (now?.turn ?? 0) + 1 }));
  const remove = async (override: OverrideView) => {
    const result = await actions.remove(override.id);
    if (!result.ok) return result.problem.detail;
    toast.success(`The override of ${override.identifier} was deleted`);
    router.refresh();
    return undefined;
  };
  const create = mayUpdate && (
    <Button size="m" icon={<Plus />} onClick={() => openForm()}>
      Create override
    </Button>
  );
  return (
    <>
      <PageHeader title="Limits" note="Who is refused for a limit, and who has one of their own." />
      <div className="flex flex-col gap-4">
        <LimitedPanel slug={slug} params={params} limited={limited} />
        <Columns
          main={
            <Panel title="Overrides" actions={overrides.length > 0 && create} flush>
              {overrides.length === 0 ? (
                <EmptyState title={page.firstHref ? "No more overrides" : "No override yet"} action={create}>
                  An override gives one identifier of a namespace its own limit, in place of the one that each
                  call brings.
                </EmptyState>
              ) : (
                <OverrideTable
                  overrides={overrides}
                  mayUpdate={mayUpdate}
                  onEdit={openForm}
                  onRemove={(override) => setRemoving({ override, open: true })}
                />
              )}
              {(page.nextHref || page.firstHref) && (
                <div className="border-line border-t px-4">
                  <Pager note={null} previousHref={page.firstHref} nextHref={page.nextHref} />
                </div>
              )}
            </Panel>
          }
          aside={
            <Panel title="Limit anything">
              <p className="pb-3 text-ink-2">
                Without a key: your backend names what is limited and who, and is told whether it is allowed.
                It needs a root key with <code className="text-ink">ratelimits:take</code>.
              </p>
              <CodeBlock samples={[takeSample(page.appUrl)]} />
            </Panel>
          }
        />
      </div>
      <ZoneNote className="pt-3" />
      {act && (
        <OverrideDialog
          key={act.turn}
          open={act.open}
          onOpenChange={(open) => setAct({ ...act, open })}
          override={act.override}
          save={actions.set}
          onSaved={(saved) => {
            toast.success(
              `${saved.identifier} now has ${formatPlural(saved.limit, "call")} ${windowWords(saved.windowMs)}`,
            );
            router.refresh();
          }}
        />
      )}
      {removing && (
        <ConfirmDialog
          open={removing.open}
          onOpenChange={(open) => setRemoving({ ...removing, open })}
          title={`Delete the override of ${removing.override.identifier}?`}
          consequence={
            <>
              <strong>
                {removing.override.identifier} loses its {formatPlural(removing.override.limit, "call")}{" "}
                {windowWords(removing.override.windowMs)} now.
              </strong>{" "}
              In <code>{removing.override.namespace}</code> the limit that each call brings holds again.
            </>
          }
          confirm="Delete override"
          onConfirm={() => remove(removing.override)}
        />
      )}
    </>
  );
}
