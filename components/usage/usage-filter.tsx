"use client";

import { useState } from "react";
import { OwnerInput } from "@/components/identities/owner-input";
import { Field } from "@/components/ui/field";
import { ApiFilter, addressFault, FilterForm, FilterPopover } from "@/components/ui/filter-popover";
import { Input } from "@/components/ui/input";
import { OUTCOME_ORDER } from "@/components/ui/outcomes";
import { Select } from "@/components/ui/select";
import type { VerificationCode } from "@/lib/verify/codes";
import { KeyPicker, type PickedKey } from "./key-picker";

export interface UsageFilterValues {
  api: string | null;
  code: VerificationCode | null;
  key: PickedKey | null;
  owner: string | null;
  tag: string | null;
}

export interface UsageFilterProps {
  filter: UsageFilterValues;
  apis: readonly { id: string; name: string }[];
  onApply: (filter: UsageFilterValues) => void;
}

/** API, outcome, key, owner, tag. */
export function UsageFilter(props: UsageFilterProps) {
  return (
    <FilterPopover>
      {(close) => (
        <Fields
          {...props}
          onApply={(filter) => {
            close();
            props.onApply(filter);
          }}
        />
      )}
    </FilterPopover>
  );
}

function Fields({ filter, apis, onApply }: UsageFilterProps) {
  const [draft, setDraft] = useState(filter);
  const set = (change: Partial<UsageFilterValues>) => setDraft((now) => ({ ...now, ...change }));
  const apply = () => {
    if (addressFault(draft.owner) || addressFault(draft.tag)) return;
    onApply({ ...draft, owner: draft.owner?.trim() || null, tag: draft.tag?.trim() || null });
  };
  return (
    <FilterForm onApply={apply}>
      <ApiFilter apis={apis} value={draft.api} onChange={(api) => set({ api })} />
      <Field label="Outcome">
        <Select<VerificationCode | "all">
          value={draft.code ?? "all"}
          onValueChange={(code) => set({ code: code === "all" ? null : code })}
          options={[
            { value: "all", label: "All outcomes" },
            ...OUTCOME_ORDER.map((code) => ({ value: code, label: code })),
          ]}
        />
      </Field>
      <Field label="Key">
        <KeyPicker value={draft.key} onChange={(key) => set({ key })} />
      </Field>
      <Field
        label="Owner"
        help="The consumer's own id, as the key names it."
        error={addressFault(draft.owner)}
      >
        <OwnerInput value={draft.owner ?? ""} onValueChange={(owner) => set({ owner })} existing />
      </Field>
      <Field label="Tag" help="As it was sent along with the call." error={addressFault(draft.tag)}>
        <Input
          mono
          value={draft.tag ?? ""}
          onChange={(event) => set({ tag: event.target.value })}
          placeholder="path=/orders"
        />
      </Field>
    </FilterForm>
  );
}
