"use client";

import { ChipInput } from "@/components/ui/chip-input";
import { Checkbox } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { DateTimeInput, Input } from "@/components/ui/input";
import { Select, type SelectOption } from "@/components/ui/select";
import type { RootKeyView } from "@/lib/root-keys/schemas";
import type { RootKeyDraft } from "./actions";

type Expiry = "keep" | "never" | "30" | "90" | "365" | "own";
type Window = "1000" | "60000" | "3600000";

/** Where, until when and how often, as the fields hold it. */
export interface BoundsDraft {
  /** Null: all APIs. */
  apis: string[] | null;
  addresses: string[];
  expiry: Expiry;
  own: string;
  /** `keep`: it has limits that this form cannot show. */
  limited: boolean | "keep";
  limit: string;
  windowMs: Window;
}

const EXPIRIES: readonly SelectOption<Expiry>[] = [
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In 365 days" },
  { value: "own", label: "At a time of my own" },
  { value: "never", label: "Never" },
];
const WINDOWS: readonly SelectOption<Window>[] = [
  { value: "1000", label: "a second" },
  { value: "60000", label: "a minute" },
  { value: "3600000", label: "an hour" },
];

export function draftOfBounds(rootKey: RootKeyView | undefined): BoundsDraft {
  const [first, ...more] = rootKey?.ratelimits ?? [];
  const window = WINDOWS.find((each) => each.value === String(first?.windowMs));
  const isPlain = !first || (more.length === 0 && window !== undefined && first.autoApply);
  return {
    apis: rootKey && rootKey.apiIds.length > 0 ? rootKey.apiIds : null,
    addresses: rootKey?.ipAllowlist ?? [],
    expiry: rootKey?.expiresAt ? "keep" : "never",
    own: "",
    limited: isPlain ? first !== undefined : "keep",
    limit: String(first?.limit ?? 1_000),
    windowMs: window?.value ?? "60000",
  };
}

export const isDateMissing = (draft: BoundsDraft) => draft.expiry === "own" && !draft.own;

/** What is sent; what stays as it is, is left out. */
export function boundsOf(draft: BoundsDraft): Omit<RootKeyDraft, "name" | "permissions"> {
  const { expiry, own } = draft;
  const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString();
  const expiresAt =
    expiry === "never" ? null : expiry === "own" ? new Date(own).toISOString() : days(Number(expiry));
  const limit = { name: "requests", limit: Number(draft.limit), windowMs: Number(draft.windowMs) };
  return {
    apiIds: draft.apis ?? [],
    ipAllowlist: draft.addresses,
    ...(expiry === "keep" ? {} : { expiresAt }),
    ...(draft.limited === "keep" ? {} : { ratelimits: draft.limited ? [limit] : [] }),
  };
}

export interface BoundsFieldsProps {
  draft: BoundsDraft;
  onChange: (draft: BoundsDraft) => void;
  rootKey: RootKeyView | undefined;
  dateMissing: boolean;
  errorOf: (field: string) => string | undefined;
}

/** Addresses, expiry and limit of a root key. */
export function BoundsFields({ draft, onChange, rootKey, dateMissing, errorOf }: BoundsFieldsProps) {
  const set = (part: Partial<BoundsDraft>) => onChange({ ...draft, ...part });
  const expiries = rootKey?.expiresAt
    ? [{ value: "keep" as const, label: `As it is: ${rootKey.expiresAt.slice(0, 10)}` }, ...EXPIRIES]
    : EXPIRIES;
  return (
    <>
      <Field
        label="Addresses it may call from"
        optional
        error={errorOf("ipAllowlist")}
        help="Addresses or ranges, such as 203.0.113.0/24. From elsewhere it gets 401. None: from anywhere."
      >
        <ChipInput
          values={draft.addresses}
          onValuesChange={(addresses) => set({ addresses })}
          placeholder="203.0.113.0/24"
        />
      </Field>
      <div className="grid grid-cols-2 gap-4 narrow:grid-cols-1">
        <Field label="Expires" error={draft.expiry === "own" ? undefined : errorOf("expiresAt")}>
          <Select options={expiries} value={draft.expiry} onValueChange={(expiry) => set({ expiry })} />
        </Field>
        {draft.expiry === "own" && (
          <Field label="Expires at" error={dateMissing ? "Give a date and a time." : errorOf("expiresAt")}>
            <DateTimeInput value={draft.own} onChange={(event) => set({ own: event.target.value })} />
          </Field>
        )}
      </div>
      {draft.limited === "keep" ? (
        <p className="text-ink-2">Its limits were set over the API, and stay as they are.</p>
      ) : (
        <div className="flex flex-col gap-2">
          <Checkbox
            label="Limit its calls"
            note="Without one, management calls are limited to 3,000 a minute and verifying is not limited."
            checked={draft.limited}
            onChange={(event) => set({ limited: event.target.checked })}
          />
          {draft.limited && (
            <div className="grid grid-cols-2 gap-4 pl-[26px] narrow:grid-cols-1 narrow:pl-0">
              <Field label="Calls" error={errorOf("ratelimits")}>
                <Input
                  type="number"
                  min={1}
                  inputMode="numeric"
                  value={draft.limit}
                  onChange={(event) => set({ limit: event.target.value })}
                />
              </Field>
              <Field label="In any window of">
                <Select
                  options={WINDOWS}
                  value={draft.windowMs}
                  onValueChange={(windowMs) => set({ windowMs })}
                />
              </Field>
            </div>
          )}
        </div>
      )}
    </>
  );
}
