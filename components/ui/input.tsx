"use client";

import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, type ReactNode, useState } from "react";
import { cn } from "./cn";
import { fieldAttributes, useField } from "./field";

const heights = { s: "h-(--control-s)", m: "h-(--control-m)", l: "h-(--control-l)" };

export interface InputProps extends Omit<ComponentProps<"input">, "size"> {
  /** Monospaced: for keys, ids, addresses, permissions. The browser then suggests, capitalises and corrects nothing. */
  mono?: boolean | undefined;
  /** 24, 28 or 32 px. */
  size?: "s" | "m" | "l" | undefined;
  /** An icon at the left end. */
  icon?: ReactNode;
  /** Text or a control at the right end (a unit, a `<Kbd>`, a button). */
  after?: ReactNode;
}

/** A text field. Inside a `<Field>` it takes its id, description and validity from there. */
export function Input({ mono, size = "l", icon, after, className, type = "text", ...rest }: InputProps) {
  const field = useField();
  const input = (
    <input
      type={type}
      {...fieldAttributes(field)}
      {...(mono && { autoComplete: "off", autoCapitalize: "none", spellCheck: false })}
      {...rest}
      className={cn(
        "min-w-0 text-ink text-body",
        mono && "font-mono text-[13px]",
        icon || after
          ? "h-full flex-1 bg-transparent outline-none"
          : cn("field-edge w-full rounded-md px-2.5", heights[size], className),
      )}
    />
  );
  if (!icon && !after) return input;
  return (
    <div
      data-invalid={field?.invalid || undefined}
      data-disabled={rest.disabled || undefined}
      className={cn("field-edge flex w-full items-center gap-2 rounded-md px-2.5", heights[size], className)}
    >
      {icon && <span className="shrink-0 text-ink-2">{icon}</span>}
      {input}
      {after && <span className="flex shrink-0 items-center text-ink-3 text-label">{after}</span>}
    </div>
  );
}

/** A password field whose content can be looked at. */
export function PasswordInput(props: Omit<InputProps, "type" | "after">) {
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <Input
      {...props}
      type={shown ? "text" : "password"}
      after={
        <button
          type="button"
          aria-label={shown ? "Hide password" : "Show password"}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
          className="-mr-1.5 grid size-6 place-items-center rounded-sm hover:text-ink"
        >
          <Icon />
        </button>
      }
    />
  );
}

export interface TextareaProps extends ComponentProps<"textarea"> {
  mono?: boolean | undefined;
}

export function Textarea({ mono, className, rows = 3, ...rest }: TextareaProps) {
  return (
    <textarea
      rows={rows}
      {...fieldAttributes(useField())}
      {...rest}
      className={cn(
        "field-edge w-full rounded-md px-2.5 py-1.5 text-ink text-body",
        mono && "font-mono text-[13px]",
        className,
      )}
    />
  );
}

/** A native date and time field; its value is local time (`2027-06-01T00:00`), as the browser gives it. */
export function DateTimeInput({
  className,
  mode = "datetime-local",
  ...rest
}: Omit<InputProps, "type"> & { mode?: "date" | "datetime-local" }) {
  return (
    <Input
      {...rest}
      type={mode}
      className={cn("[&::-webkit-calendar-picker-indicator]:opacity-60", className)}
    />
  );
}
