"use client";

import { Combobox as Base } from "@base-ui/react/combobox";
import { Check, ChevronsUpDown, Search } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { useField } from "./field";

export interface ComboboxOption {
  value: string;
  label: string;
  note?: string | undefined;
}

export interface ComboboxProps {
  options: readonly ComboboxOption[];
  value: string | null;
  onValueChange: (value: string) => void;
  placeholder?: string | undefined;
  /** Says in the search box what can be typed. */
  searchPlaceholder?: string | undefined;
  /** Said when nothing matches. */
  empty?: string | undefined;
  name?: string | undefined;
  "aria-label"?: string | undefined;
  icon?: ReactNode;
  mono?: boolean | undefined;
  size?: "m" | "l" | undefined;
  className?: string | undefined;
}

/** A long list to choose one from, with a search in its popup. */
export function Combobox(props: ComboboxProps) {
  const { options, value, onValueChange, name, icon, mono, size = "l", className } = props;
  const field = useField();
  const selected = options.find((option) => option.value === value) ?? null;
  return (
    <Base.Root
      items={options}
      value={selected}
      {...(name ? { name } : {})}
      itemToStringLabel={(option: ComboboxOption) => option.label}
      itemToStringValue={(option: ComboboxOption) => option.value}
      isItemEqualToValue={(a: ComboboxOption, b: ComboboxOption) => a.value === b.value}
      onValueChange={(next: ComboboxOption | null) => {
        if (next) onValueChange(next.value);
      }}
    >
      <Base.Trigger
        {...(field ? { id: field.id, "aria-labelledby": field.labelId } : {})}
        aria-describedby={field?.describedBy}
        aria-label={props["aria-label"]}
        className={cn(
          "field-edge flex w-full items-center gap-2 rounded-md px-2.5 text-left text-body text-ink",
          size === "m" ? "h-(--control-m) w-auto border-line-2 font-medium" : "h-(--control-l)",
          className,
        )}
      >
        {icon && <span className="shrink-0 text-ink-2">{icon}</span>}
        <span className={cn("min-w-0 flex-1 truncate", mono && "font-mono")}>
          {selected ? selected.label : <span className="text-ink-3">{props.placeholder}</span>}
        </span>
        <ChevronsUpDown className="size-3.5 shrink-0 text-ink-2" />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="start" className="z-50 outline-none">
          <Base.Popup className="popup flex max-h-[min(var(--available-height),360px)] w-[max(var(--anchor-width),240px)] flex-col overflow-hidden">
            <div className="flex items-center gap-2 border-line border-b px-3">
              <Search className="shrink-0 text-ink-2" />
              <Base.Input
                placeholder={props.searchPlaceholder ?? "Search"}
                aria-label={props.searchPlaceholder ?? "Search"}
                className="h-9 w-full bg-transparent text-body outline-none"
              />
            </div>
            <Base.Empty className="px-3 py-3 text-ink-3 text-body empty:hidden">
              {props.empty ?? "Nothing matches."}
            </Base.Empty>
            <Base.List className="overflow-y-auto p-1 empty:hidden">
              {(option: ComboboxOption) => (
                <Base.Item
                  key={option.value}
                  value={option}
                  className="flex min-h-8 select-none items-center gap-2 rounded-md px-2 text-body outline-none data-highlighted:bg-hover narrow:min-h-9"
                >
                  <span className={cn("min-w-0 flex-1 truncate", mono && "font-mono")}>{option.label}</span>
                  {option.note && <span className="shrink-0 text-ink-3 text-label">{option.note}</span>}
                  <Base.ItemIndicator className="shrink-0">
                    <Check />
                  </Base.ItemIndicator>
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
