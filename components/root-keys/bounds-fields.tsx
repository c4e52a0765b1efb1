"use client";

import { fieldFault } from "@/components/forms/problem-text";
import { type LimitRow, LimitRows, limitRows, limitsOf } from "@/components/limits/limit-rows";
import { ChipInput } from "@/components/ui/chip-input";
import { Field } from "@/components/ui/field";
import { DateTimeInput } from "@/components/ui/input";
import { Select, type SelectOption } from "@/components/ui/select";
import { fromField } from "@/components/usage/range";
import type { ActionProblem } from "@/lib/http/action";
import type { RootKeyView } from "@/lib/root-keys/schemas";
import type { RootKeyDraft } from "./actions";

type Expiry = "keep" | "never" | "30" | "90" | "365" | "own";

/** Where, until when and how often, as the fields hold it. */
export interface BoundsDraft {
  /** Null: all APIs. */
  apis: string[] | null;
  addresses: string[];
  expiry: Expiry;
  own: string;
  limits: LimitRow[];
}

const EXPIRIES: readonly SelectOption<Expiry>[] = [
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In 365 days" },
  { value: "own", label: "At a time of my own" },
  { value: "never", label: "Never" },
];
export function draftOfBounds(rootKey: RootKeyView | undefined): BoundsDraft {
  return {
    apis: rootKey && rootKey.apiIds.length > 0 ? rootKey.apiIds : null,
    addresses: rootKey?.ipAllowlist ?? [],
    expiry: rootKey?.expiresAt ? "keep" : "never",
    own: "",
    limits: limitRows(rootKey?.ratelimits ?? []),
  };
}

/** What is sent; what stays as it is, is left out. Null while a date is missing. */
export function boundsOf(
  { apis, addresses, expiry, own, limits }: BoundsDraft,
  zone: string,
): Omit<RootKeyDraft, "name" | "permissions"> | null {
  const at = expiry === "own" ? fromField(own, zone) : Date.now() + Number.parseInt(expiry, 10) * 86_400_000;
  if (at === null) return null;
  const expiresAt = expiry === "never" ? null : new Date(at).toISOString();
  return {
    apiIds: apis ?? [],
    ipAllowlist: addresses,
    ...(expiry === "keep" ? {} : { expiresAt }),
    ratelimits: limitsOf(limits),
  };
}

export interface BoundsFieldsProps {
  draft: BoundsDraft;
  onChange: (draft: BoundsDraft) => void;
  rootKey: RootKeyView | undefined;
  dateMissing: boolean;
  problem: ActionProblem | undefined;
}

/** Addresses, expiry and limit of a root key. */
export function BoundsFields({ draft, onChange, rootKey, dateMissing, problem }: BoundsFieldsProps) {
  const set = (part: Partial<BoundsDraft>) => onChange({ ...draft, ...part });
  const expiries = rootKey?.expiresAt
    ? [{ value: "keep" as const, label: `As it is: ${rootKey.expiresAt.slice(0, 10)}` }, ...EXPIRIES]
    : EXPIRIES;
  return (
    <>
      <Field
        label="Addresses it may call from"
        optional
        error={fieldFault(problem, "ipAllowlist")}
        help="Addresses or ranges, such as 203.0.113.0/24. From elsewhere it gets 401. None: from anywhere."
      >
        <ChipInput
          values={draft.addresses}
          onValuesChange={(addresses) => set({ addresses })}
          placeholder="203.0.113.0/24"
        />
      </Field>
      <div className="grid grid-cols-2 gap-4 narrow:grid-cols-1">
        <Field label="Expires" error={draft.expiry === "own" ? undefined : fieldFault(problem, "expiresAt")}>
          <Select options={expiries} value={draft.expiry} onValueChange={(expiry) => set({ expiry })} />
        </Field>
        {draft.expiry === "own" && (
          <Field
            label="Expires at"
            error={dateMissing ? "Give a date and a time." : fieldFault(problem, "expiresAt")}
          >
            <DateTimeInput value={draft.own} onChange={(event) => set({ own: event.target.value })} />
          </Field>
        )}
      </div>
      <Field label="Limits" as="group">
        <LimitRows
          rows={draft.limits}
          onChange={(limits) => set({ limits })}
          problem={problem}
          none="None of its own: 3,000 management calls a minute, and verifying without a limit."
          always
        />
      </Field>
    </>
  );
}
