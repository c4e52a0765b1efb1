// biome-ignore-all lint/a11y/noLabelWithoutControl: the control stands in the label as a variable
"use client";

import { Check, Minus } from "lucide-react";
import { type ComponentProps, type ReactNode, useEffect, useRef } from "react";
import { cn } from "./cn";
import { fieldAttributes, useField } from "./field";

export interface CheckboxProps extends Omit<ComponentProps<"input">, "type" | "size"> {
  /** The visible label; without one, give `aria-label`. */
  label?: ReactNode;
  /** A second line under the label. */
  note?: ReactNode;
  /** Some, but not all, of what it stands for. */
  indeterminate?: boolean | undefined;
}

const box =
  "peer size-4 appearance-none rounded-sm border border-control bg-surface transition-colors checked:border-ink checked:bg-ink indeterminate:border-ink indeterminate:bg-ink disabled:border-line-2 disabled:bg-inset disabled:checked:bg-control";

/** A native check box, 16 px with a target of 24 (36 narrow). */
export function Checkbox({ label, note, indeterminate = false, className, ...rest }: CheckboxProps) {
  const ref = useRef<HTMLInputElement>(null);
  const field = useField();
  useEffect(() => {
    if (ref.current) ref.current.indeterminate = indeterminate;
  }, [indeterminate]);
  const mark = "pointer-events-none absolute inset-0 m-auto hidden text-on-ink";
  const control = (
    <span className="relative grid size-4 shrink-0 place-items-center before:absolute before:-inset-1 before:content-[''] narrow:before:-inset-2.5">
      <input
        ref={ref}
        type="checkbox"
        {...(label ? {} : fieldAttributes(field))}
        {...rest}
        className={cn(
          box,
          "relative before:absolute before:-inset-1 narrow:before:-inset-2.5 before:content-['']",
        )}
      />
      <Check className={cn("size-3 stroke-[2.5]", mark, !indeterminate && "peer-checked:block")} />
      <Minus className={cn("size-3 stroke-[2.5]", mark, indeterminate && "block")} />
    </span>
  );
  if (!label) return <span className={cn("flex w-4", className)}>{control}</span>;
  return (
    <label className={cn("flex min-h-6 items-start gap-2.5 py-0.5", className)}>
      <span className="flex h-5 items-center">{control}</span>
      <span className="min-w-0">
        {label}
        {note && <span className="block text-ink-3 text-label">{note}</span>}
      </span>
    </label>
  );
}

export interface RadioOption<Value extends string> {
  value: Value;
  label: ReactNode;
  note?: ReactNode;
  disabled?: boolean | undefined;
}

export interface RadioGroupProps<Value extends string> {
  name: string;
  options: readonly RadioOption<Value>[];
  value?: Value | undefined;
  defaultValue?: Value | undefined;
  onValueChange?: ((value: Value) => void) | undefined;
  /** Boxes with an edge, for choices that carry a note. */
  cards?: boolean | undefined;
  className?: string | undefined;
}

/** Native radio buttons; label the group with `<Field as="group">`. */
export function RadioGroup<Value extends string>({
  name,
  options,
  value,
  defaultValue,
  onValueChange,
  cards,
  className,
}: RadioGroupProps<Value>) {
  return (
    <div className={cn("flex flex-col", cards ? "gap-2" : "gap-1.5", className)}>
      {options.map((option) => (
        <label
          key={option.value}
          className={cn(
            "flex min-h-6 items-start gap-2.5 py-0.5 has-disabled:text-ink-3",
            cards &&
              "rounded-md border border-line-2 px-3 py-2 transition-colors hover:bg-hover has-checked:border-ink has-checked:bg-inset",
          )}
        >
          <span className="flex h-5 items-center">
            <input
              type="radio"
              name={name}
              value={option.value}
              disabled={option.disabled}
              {...(value === undefined
                ? { defaultChecked: option.value === defaultValue }
                : { checked: option.value === value })}
              onChange={() => onValueChange?.(option.value)}
              className="size-4 shrink-0 appearance-none rounded-full border border-control bg-surface transition-[border-width] checked:border-[5px] checked:border-ink"
            />
          </span>
          <span className="min-w-0">
            {option.label}
            {option.note && <span className="block text-ink-3 text-label">{option.note}</span>}
          </span>
        </label>
      ))}
    </div>
  );
}
