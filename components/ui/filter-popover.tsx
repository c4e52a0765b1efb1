"use client";

import { Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { mayBeInAddress } from "@/lib/platform/secret-form";
import { Button } from "./button";
import { Field } from "./field";
import { Popover } from "./popover";
import { Select } from "./select";

/** “+ Filter”. Its fields are made anew each time it opens, from the filter that holds then. */
export function FilterPopover({ children }: { children: (close: () => void) => ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      title="Filter"
      className="w-[340px]"
      trigger={
        <Button size="m" icon={<Plus />} className="border-dashed">
          Filter
        </Button>
      }
    >
      {children(() => setOpen(false))}
    </Popover>
  );
}

/** A filter's fields. Nothing holds before Apply. */
export function FilterForm({ onApply, children }: { onApply: () => void; children: ReactNode }) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onApply();
      }}
      className="flex flex-col gap-3"
    >
      {children}
      <Button type="submit" size="m">
        Apply
      </Button>
    </form>
  );
}

export interface ApiFilterProps {
  apis: readonly { id: string; name: string }[];
  /** Null: all. */
  value: string | null;
  onChange: (apiId: string | null) => void;
}

export function ApiFilter({ apis, value, onChange }: ApiFilterProps) {
  return (
    <Field label="API">
      <Select
        value={value ?? "all"}
        onValueChange={(next) => onChange(next === "all" ? null : next)}
        options={[
          { value: "all", label: "All APIs" },
          ...apis.map((api) => ({ value: api.id, label: api.name })),
        ]}
      />
    </Field>
  );
}

/** A filter stands in the address: what is wrong with a text there. */
export function addressFault(text: string | null): string | undefined {
  return mayBeInAddress(text ?? "") ? undefined : "This is a secret. It stays out of the address.";
}
