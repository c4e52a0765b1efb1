"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Bleed, PageHeader } from "@/components/shell/page";
import { ActsHead, ActsMenu, DeleteItem } from "@/components/ui/acts";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { MenuItem } from "@/components/ui/menu";
import { formatCount, formatPlural } from "@/components/ui/number-format";
import { EmptyState } from "@/components/ui/states";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import { toast } from "@/components/ui/toast";
import type { PolicyPreview } from "@/lib/policies/preview-policy";
import type { PolicyView } from "@/lib/policies/schemas";
import type { PolicyActions } from "./actions";
import { PolicyDialog } from "./policy-dialog";
import { hoursWords, previewSentences } from "./words";

export type ShownPolicy = PolicyView & { apiName: string; preview: PolicyPreview };

export interface PoliciesProps {
  policies: readonly ShownPolicy[];
  /** The APIs that have none yet. */
  without: readonly { id: string; name: string }[];
  actions: PolicyActions;
  mayUpdate: boolean;
}

/** The page of policies: one for each API at most, what it does now, and the dialogs that change it. */
export function Policies({ policies, without, actions, mayUpdate }: PoliciesProps) {
  const router = useRouter();
  const [form, setForm] = useState<{ policy?: ShownPolicy; open: boolean; turn: number }>();
  const [removing, setRemoving] = useState<{ policy: ShownPolicy; open: boolean }>();
  const openForm = (policy?: ShownPolicy) =>
    setForm((now) => ({ ...(policy ? { policy } : {}), open: true, turn: (now?.turn ?? 0) + 1 }));
  const create = mayUpdate && without.length > 0 && (
    <Button variant="primary" icon={<Plus />} onClick={() => openForm()}>
      Create policy
    </Button>
  );
  const remove = async (policy: ShownPolicy) => {
    const result = await actions.remove(policy.id);
    if (!result.ok) return result.problem.detail;
    toast.success(`${policy.apiName} has no policy any more`);
    router.refresh();
    return undefined;
  };
  const edited = form?.policy;
  return (
    <>
      <PageHeader
        title="Policies"
        note="How the rotations of an API's keys end by themselves, and when they are called for."
        actions={policies.length > 0 && create}
      />
      {policies.length === 0 ? (
        <div className="rounded-lg border border-line">
          <EmptyState title="No policy yet" action={create}>
            Without one, a rotation ends when its overlap does, whether or not its callers have moved, and
            nobody is reminded of old secrets.
          </EmptyState>
        </div>
      ) : (
        <Bleed className="border-line border-y">
          <PolicyTable
            policies={policies}
            mayUpdate={mayUpdate}
            onEdit={openForm}
            onRemove={(policy) => setRemoving({ policy, open: true })}
          />
        </Bleed>
      )}
      {form && (
        <PolicyDialog
          key={form.turn}
          open={form.open}
          onOpenChange={(open) => setForm({ ...form, open })}
          policy={edited}
          apis={edited ? [{ id: edited.apiId, name: edited.apiName }] : without}
          preview={actions.preview}
          save={(apiId, rules) =>
            edited ? actions.update(edited.id, rules, edited.version) : actions.create(apiId, rules)
          }
          onSaved={() => {
            toast.success(edited ? "Policy saved" : "Policy created");
            router.refresh();
          }}
        />
      )}
      {removing && (
        <ConfirmDialog
          open={removing.open}
          onOpenChange={(open) => setRemoving({ ...removing, open })}
          title={`Delete the policy of ${removing.policy.apiName}?`}
          consequence={
            <>
              <strong>Nothing happens by itself any more.</strong>{" "}
              {removing.policy.preview.rotations === 0
                ? "No rotation is under way."
                : `${formatPlural(removing.policy.preview.rotations, "rotation")} under way ${removing.policy.preview.rotations === 1 ? "ends" : "end"} when the overlap does.`}{" "}
              No secret stops now.
            </>
          }
          confirm="Delete policy"
          onConfirm={() => remove(removing.policy)}
        />
      )}
    </>
  );
}

interface PolicyTableProps {
  policies: readonly ShownPolicy[];
  mayUpdate: boolean;
  onEdit: (policy: ShownPolicy) => void;
  onRemove: (policy: ShownPolicy) => void;
}

function PolicyTable({ policies, mayUpdate, onEdit, onRemove }: PolicyTableProps) {
  return (
    <Table label="Policies" edge="page" stack>
      <THead>
        <Th>API</Th>
        <Th>Finishes</Th>
        <Th>Extends</Th>
        <Th>Rotation</Th>
        <Th>Now</Th>
        {mayUpdate && <ActsHead />}
      </THead>
      <TBody>
        {policies.map((policy) => (
          <Tr key={policy.id}>
            <Td lead at="lead" className="align-top md:py-2">
              {policy.apiName}
            </Td>
            <Td at="more" className="align-top md:py-2">
              {policy.finishAfterQuietHours === null ? (
                <Off narrow="Finishes nothing by itself" />
              ) : (
                <>
                  <span className="md:hidden">Finishes </span>after {hoursWords(policy.finishAfterQuietHours)}{" "}
                  of quiet
                </>
              )}
              {policy.extendUpToHours !== null && (
                <span className="block md:hidden">
                  Extends while in use, up to {hoursWords(policy.extendUpToHours)}
                </span>
              )}
            </Td>
            <Td className="align-top md:py-2">
              {policy.extendUpToHours === null ? (
                <Off />
              ) : (
                <>while in use, up to {hoursWords(policy.extendUpToHours)}</>
              )}
            </Td>
            <Td at="aside" className="align-top md:py-2">
              {policy.rotateEveryDays === null ? (
                <Off />
              ) : (
                <>
                  every {formatPlural(policy.rotateEveryDays, "day")}
                  {policy.remindDays.length > 0 && (
                    <span className="block text-ink-3 text-label narrow:hidden">
                      reminds {policy.remindDays.join(", ")} d before
                    </span>
                  )}
                </>
              )}
            </Td>
            <Td at="sub" className="align-top md:min-w-[280px] md:whitespace-normal md:py-2">
              <span className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
                {policy.preview.due.count > 0 && (
                  <Badge tone="soon">{formatCount(policy.preview.due.count)} due</Badge>
                )}
                <span className="min-w-0 text-ink-2">
                  {previewSentences(policy.preview, policy.rotateEveryDays !== null).join(" ")}
                </span>
              </span>
            </Td>
            {mayUpdate && (
              <Td at="menu" className="text-right align-top md:py-1.5">
                <ActsMenu of={`the policy of ${policy.apiName}`}>
                  <MenuItem onSelect={() => onEdit(policy)}>Edit</MenuItem>
                  <DeleteItem onSelect={() => onRemove(policy)} />
                </ActsMenu>
              </Td>
            )}
          </Tr>
        ))}
      </TBody>
    </Table>
  );
}

/** A rule that is not in force. */
function Off({ narrow }: { narrow?: string }) {
  return (
    <span className="text-ink-3">
      {narrow && <span className="md:hidden">{narrow}</span>}
      <span className={narrow ? "narrow:hidden" : undefined}>—</span>
    </span>
  );
}
