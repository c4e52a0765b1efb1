"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Bleed, PageHeader } from "@/components/shell/page";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/states";
import { Pager } from "@/components/ui/table";
import { toast } from "@/components/ui/toast";
import type { ApiView } from "@/lib/apis/schemas";
import type { ApiActions } from "./actions";
import { ApiDialog } from "./api-dialog";
import { ApiTable } from "./api-table";

type CountedApi = ApiView & { keys: number };

export interface ApisProps {
  slug: string;
  apis: readonly CountedApi[];
  /** A count of keys above this says “more than that many”. */
  mostCounted: number;
  actions: Omit<ApiActions, "updateDefaults">;
  may: { create: boolean; update: boolean; remove: boolean };
  nextHref: string | undefined;
  firstHref: string | undefined;
}

/** The page of APIs: the list, and the dialogs that change it. */
export function Apis({ slug, apis, mostCounted, actions, may, nextHref, firstHref }: ApisProps) {
  const router = useRouter();
  // An act stays while its dialog closes, so that its words do not change on the way out.
  const [act, setAct] = useState<{
    kind: "create" | "edit";
    api?: CountedApi;
    open: boolean;
    turn: number;
  }>();
  const [removing, setRemoving] = useState<{ api: CountedApi; open: boolean }>();
  const openForm = (kind: "create" | "edit", api?: CountedApi) =>
    setAct((now) => ({ kind, ...(api ? { api } : {}), open: true, turn: (now?.turn ?? 0) + 1 }));
  const create = may.create && (
    <Button variant="primary" icon={<Plus />} onClick={() => openForm("create")}>
      Create API
    </Button>
  );
  const remove = async (api: CountedApi) => {
    const result = await actions.remove(api.id);
    if (!result.ok) return result.problem.detail;
    toast.success(`${api.name} was deleted`);
    router.refresh();
    return undefined;
  };
  return (
    <>
      <PageHeader
        title="APIs"
        note="What your keys open. Each key belongs to one."
        actions={apis.length > 0 && create}
      />
      {apis.length === 0 ? (
        <div className="rounded-lg border border-line">
          <EmptyState title="No API yet" action={create}>
            Keys are issued for an API, so it comes first.
          </EmptyState>
        </div>
      ) : (
        <Bleed className="border-line border-y">
          <ApiTable
            mostCounted={mostCounted}
            slug={slug}
            apis={apis}
            may={may}
            onEdit={(api) =>
              openForm(
                "edit",
                apis.find((each) => each.id === api.id),
              )
            }
            onRemove={(api) => setRemoving({ api, open: true })}
          />
        </Bleed>
      )}
      {(nextHref || firstHref) && <Pager note={null} previousHref={firstHref} nextHref={nextHref} />}
      {act && (
        <ApiDialog
          key={act.turn}
          open={act.open}
          onOpenChange={(open) => setAct({ ...act, open })}
          api={act.api}
          save={(draft) => (act.api ? actions.update(act.api.id, draft) : actions.create(draft))}
          onSaved={(saved) => {
            toast.success(act.api ? `${saved.name} saved` : `${saved.name} created`);
            router.refresh();
          }}
        />
      )}
      {removing && (
        <ConfirmDialog
          open={removing.open}
          onOpenChange={(open) => setRemoving({ ...removing, open })}
          title={`Delete ${removing.api.name}?`}
          consequence={
            <>
              <strong>No key can be created for it any more.</strong> It has none that works. Its revoked
              keys, its usage and the audit log stay.
            </>
          }
          typed={removing.api.name}
          confirm="Delete API"
          onConfirm={() => remove(removing.api)}
        />
      )}
    </>
  );
}
