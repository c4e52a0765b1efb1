"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { OwnerInput } from "@/components/identities/owner-input";
import { Checkbox } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { ApiFilter, addressFault, FilterForm, FilterPopover } from "@/components/ui/filter-popover";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { PERMISSION_PATTERN } from "@/lib/platform/permission";
import { type KeyFilters, type KeyListParams, listHref } from "./list-params";

export interface KeyFilterProps {
  slug: string;
  params: KeyListParams;
  apis: readonly { id: string; name: string }[];
}

/** API, owner, permission, role, age, use, end, kind. All of it goes into the address. */
export function KeyFilter(props: KeyFilterProps) {
  return <FilterPopover>{(close) => <Fields {...props} onApplied={close} />}</FilterPopover>;
}

const AGES = ["1", "7", "30", "90", "365"] as const;
type Age = "any" | (typeof AGES)[number];

function Fields({ slug, params, apis, onApplied }: KeyFilterProps & { onApplied: () => void }) {
  const router = useRouter();
  const [draft, setDraft] = useState<KeyFilters & { api: string | null }>(params);
  const [wrong, setWrong] = useState(false);
  const set = (change: Partial<typeof draft>) => setDraft((now) => ({ ...now, ...change }));
  const apply = () => {
    const permission = draft.permission?.trim() || null;
    if (permission && !PERMISSION_PATTERN.test(permission)) {
      setWrong(true);
      return;
    }
    const owner = draft.owner?.trim() || null;
    const role = draft.role?.trim() || null;
    if (addressFault(owner) || addressFault(role)) return;
    router.push(listHref(slug, params, { ...draft, owner, permission, role }), { scroll: false });
    onApplied();
  };
  return (
    <FilterForm onApply={apply}>
      <ApiFilter apis={apis} value={draft.api} onChange={(api) => set({ api })} />
      <Field label="Owner" error={addressFault(draft.owner)}>
        <OwnerInput value={draft.owner ?? ""} onValueChange={(owner) => set({ owner })} existing />
      </Field>
      <TextFilter
        label="Permission"
        help="Also keys that have it by a wildcard or a role."
        error={wrong ? "Write resource:action, resource:* or *." : undefined}
        value={draft.permission}
        onChange={(permission) => {
          setWrong(false);
          set({ permission });
        }}
        placeholder="orders:read"
      />
      <TextFilter label="Role" value={draft.role} onChange={(role) => set({ role })} placeholder="reader" />
      <div className="grid grid-cols-2 gap-3">
        <DaysFilter label="Created within" value={draft.newer} onChange={(newer) => set({ newer })} />
        <DaysFilter label="Created before" value={draft.older} onChange={(older) => set({ older })} ago />
        <DaysFilter label="Used within" value={draft.used} onChange={(used) => set({ used })} />
        <DaysFilter label="Not used for" value={draft.idle} onChange={(idle) => set({ idle })} />
        <DaysFilter label="Expires within" value={draft.expires} onChange={(expires) => set({ expires })} />
      </div>
      <div className="flex flex-col gap-1">
        <Checkbox
          label="Publishable only"
          checked={draft.publishable === true}
          onChange={(event) => set({ publishable: event.target.checked || null })}
        />
        <Checkbox
          label="Administrative only"
          checked={draft.administrative === true}
          onChange={(event) => set({ administrative: event.target.checked || null })}
        />
      </div>
    </FilterForm>
  );
}

interface TextFilterProps {
  label: string;
  help?: string;
  error?: string | undefined;
  value: string | null;
  onChange: (value: string) => void;
  placeholder: string;
}

function TextFilter({ label, help, error, value, onChange, placeholder }: TextFilterProps) {
  return (
    <Field label={label} help={help} error={error ?? addressFault(value)}>
      <Input
        mono
        size="m"
        value={value ?? ""}
        onChange={(event) => onChange(event.target.value)}
        placeholder={placeholder}
      />
    </Field>
  );
}

interface DaysFilterProps {
  label: string;
  value: number | null;
  onChange: (value: number | null) => void;
  ago?: boolean;
}

function DaysFilter({ label, value, onChange, ago }: DaysFilterProps) {
  const known = value === null ? "any" : String(value);
  const ages =
    AGES.includes(known as (typeof AGES)[number]) || known === "any" ? AGES : [...AGES, known as Age];
  const word = (days: string) => `${days} ${days === "1" ? "day" : "days"}${ago ? " ago" : ""}`;
  return (
    <Field label={label}>
      <Select<Age>
        value={known as Age}
        onValueChange={(age) => onChange(age === "any" ? null : Number(age))}
        options={[
          { value: "any" as Age, label: "Any time" },
          ...ages.map((days) => ({ value: days as Age, label: word(days) })),
        ]}
      />
    </Field>
  );
}
