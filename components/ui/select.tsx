"use client";

import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { useField } from "./field";

export interface SelectOption<Value extends string> {
  value: Value;
  label: string;
  /** A second, quieter line. */
  note?: string | undefined;
  icon?: ReactNode;
  disabled?: boolean | undefined;
}

export interface SelectProps<Value extends string> {
  options: readonly SelectOption<Value>[];
  value?: Value | undefined;
  defaultValue?: Value | undefined;
  onValueChange?: ((value: Value) => void) | undefined;
  /** Sends the value with the form around it. */
  name?: string | undefined;
  /** Required where no `<Field>` is around it. */
  "aria-label"?: string | undefined;
  placeholder?: string | undefined;
  /** Quiet text before the value: “Compare *7 days before*”. */
  prefix?: ReactNode;
  icon?: ReactNode;
  mono?: boolean | undefined;
  disabled?: boolean | undefined;
  /** 28 in toolbars, 32 in forms. */
  size?: "s" | "m" | "l" | undefined;
  className?: string | undefined;
}

const heights = { s: "h-(--control-s)", m: "h-(--control-m)", l: "h-(--control-l)" };

/** A list to choose one from. For long lists, take `<Combobox>`. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const {
    options,
    value,
    defaultValue,
    onValueChange,
    name,
    placeholder,
    prefix,
    icon,
    mono,
    disabled,
    size = "l",
    className,
  } = props;
  const field = useField();
  return (
    <Base.Root
      items={options.map((option) => ({ value: option.value, label: option.label }))}
      {...(value === undefined ? {} : { value })}
      {...(defaultValue === undefined ? {} : { defaultValue })}
      {...(name ? { name } : {})}
      {...(disabled ? { disabled } : {})}
      onValueChange={(next) => {
        if (next !== null) onValueChange?.(next as Value);
      }}
      modal={false}
    >
      <Base.Trigger
        {...(field ? { id: field.id, "aria-labelledby": field.labelId } : {})}
        aria-describedby={field?.describedBy}
        aria-invalid={field?.invalid || undefined}
        aria-label={props["aria-label"]}
        className={cn(
          "field-edge flex w-full items-center gap-2 rounded-md px-2.5 text-left text-body text-ink",
          size !== "l" && "w-auto border-line-2 font-medium",
          heights[size],
          className,
        )}
      >
        {icon && <span className="shrink-0 text-ink-2">{icon}</span>}
        {prefix && <span className="font-normal text-ink-2">{prefix}</span>}
        <span className={cn("min-w-0 flex-1 truncate", mono && "font-mono")}>
          <Base.Value placeholder={<span className="text-ink-3">{placeholder}</span>} />
        </span>
        <ChevronDown className="size-3.5 shrink-0 text-ink-2" />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner
          sideOffset={4}
          align="start"
          alignItemWithTrigger={false}
          className="z-50 outline-none"
        >
          <Base.Popup className="popup max-h-[min(var(--available-height),360px)] min-w-(--anchor-width) max-w-[360px] overflow-y-auto p-1">
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled ?? false}
                className="flex min-h-8 select-none items-start gap-2 rounded-md px-2 py-1.5 text-body outline-none data-disabled:text-ink-3 data-highlighted:bg-hover narrow:min-h-9"
              >
                {option.icon && <span className="mt-0.5 shrink-0 text-ink-2">{option.icon}</span>}
                <span className="min-w-0 flex-1">
                  <Base.ItemText className={cn("block", mono && "font-mono")}>{option.label}</Base.ItemText>
                  {option.note && <span className="block text-ink-3 text-label">{option.note}</span>}
                </span>
                <Base.ItemIndicator className="mt-0.5 ml-4 shrink-0">
                  <Check />
                </Base.ItemIndicator>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
