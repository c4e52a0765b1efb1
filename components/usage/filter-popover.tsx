"use client";

import { Plus } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { OUTCOME_ORDER } from "@/components/ui/outcomes";
import { Popover } from "@/components/ui/popover";
import { Select } from "@/components/ui/select";
import type { VerificationCode } from "@/lib/verify/codes";
import { KeyPicker, type PickedKey } from "./key-picker";

export interface UsageFilter {
  api: string | null;
  code: VerificationCode | null;
  key: PickedKey | null;
  owner: string | null;
  tag: string | null;
}

export interface FilterPopoverProps {
  filter: UsageFilter;
  apis: readonly { id: string; name: string }[];
  /** Offered while an owner is typed. */
  owners: readonly string[];
  onApply: (filter: UsageFilter) => void;
}

/** “+ Filter”: API, outcome, key, owner, tag. */
export function FilterPopover(props: FilterPopoverProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      title="Filter"
      className="w-[320px]"
      trigger={
        <Button size="m" icon={<Plus />} className="border-dashed">
          Filter
        </Button>
      }
    >
      <FilterForm
        {...props}
        onApply={(filter) => {
          setOpen(false);
          props.onApply(filter);
        }}
      />
    </Popover>
  );
}

function FilterForm({ filter, apis, owners, onApply }: FilterPopoverProps) {
  const [draft, setDraft] = useState(filter);
  const listId = useId();
  const set = (change: Partial<UsageFilter>) => setDraft((now) => ({ ...now, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onApply({ ...draft, owner: draft.owner?.trim() || null, tag: draft.tag?.trim() || null });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Field label="API">
        <Select
          value={draft.api ?? "all"}
          onValueChange={(api) => set({ api: api === "all" ? null : api })}
          options={[
            { value: "all", label: "All APIs" },
            ...apis.map((api) => ({ value: api.id, label: api.name })),
          ]}
        />
      </Field>
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
      <Field label="Owner" help="The consumer's own id, as the key names it.">
        <Input
          list={listId}
          value={draft.owner ?? ""}
          onChange={(event) => set({ owner: event.target.value })}
          autoComplete="off"
        />
      </Field>
      <datalist id={listId}>
        {owners.map((owner) => (
          <option key={owner} value={owner} />
        ))}
      </datalist>
      <Field label="Tag" help="As it was sent along with the call.">
        <Input
          mono
          value={draft.tag ?? ""}
          onChange={(event) => set({ tag: event.target.value })}
          placeholder="path=/orders"
          autoComplete="off"
        />
      </Field>
      <Button type="submit" size="m">
        Apply
      </Button>
    </form>
  );
}
