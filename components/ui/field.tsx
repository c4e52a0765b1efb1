"use client";

import { CircleX } from "lucide-react";
import { createContext, type ReactNode, useContext, useId } from "react";
import { cn } from "./cn";

interface FieldState {
  id: string;
  labelId: string;
  describedBy: string | undefined;
  invalid: boolean;
}

const FieldContext = createContext<FieldState | null>(null);

/** The ids and state of the field around a control; null outside of one. */
export function useField(): FieldState | null {
  return useContext(FieldContext);
}

/** The attributes by which a native control belongs to its field. */
export function fieldAttributes(field: FieldState | null) {
  if (!field) return {};
  return {
    id: field.id,
    ...(field.describedBy ? { "aria-describedby": field.describedBy } : {}),
    ...(field.invalid ? { "aria-invalid": true as const } : {}),
  };
}

export interface FieldProps {
  /** Stands above the control. */
  label: ReactNode;
  /** Stands below the control: what it is for, or what is allowed. */
  help?: ReactNode;
  /** Takes the place of the help and says what would be right. */
  error?: ReactNode;
  /** Adds “optional” after the label. */
  optional?: boolean | undefined;
  /** Stands at the right end of the label's line, such as a link. */
  aside?: ReactNode;
  /** `group` labels several controls (radios, chips) as a fieldset would. */
  as?: "control" | "group" | undefined;
  className?: string | undefined;
  children: ReactNode;
}

/** Label, control, and help or error. Input, Textarea, Select, Combobox and ChipInput inside it connect themselves. */
export function Field({
  label,
  help,
  error,
  optional,
  aside,
  as = "control",
  className,
  children,
}: FieldProps) {
  const id = useId();
  const labelId = `${id}-label`;
  const noteId = `${id}-note`;
  const state = { id, labelId, describedBy: error || help ? noteId : undefined, invalid: Boolean(error) };
  const text = (
    <>
      {label}
      {optional && <span className="font-normal text-ink-3"> optional</span>}
    </>
  );
  const group =
    as === "group"
      ? { role: "group", "aria-labelledby": labelId, "aria-describedby": state.describedBy }
      : {};
  return (
    <FieldContext.Provider value={state}>
      <div {...group} className={cn("flex min-w-0 flex-col gap-1.5", className)}>
        <div className="flex items-baseline justify-between gap-4">
          {as === "group" ? (
            <span id={labelId} className="font-medium text-ink-2 text-label">
              {text}
            </span>
          ) : (
            <label id={labelId} htmlFor={id} className="font-medium text-ink-2 text-label">
              {text}
            </label>
          )}
          {aside && <span className="text-ink-2 text-label">{aside}</span>}
        </div>
        {children}
        <FieldNote id={noteId} help={help} error={error} />
      </div>
    </FieldContext.Provider>
  );
}

function FieldNote({ id, help, error }: { id: string; help: ReactNode; error: ReactNode }) {
  if (error) {
    return (
      <p id={id} role="alert" className="flex items-start gap-1.5 text-label text-o-ended-t">
        <CircleX className="size-3.5 mt-px shrink-0" />
        <span>{error}</span>
      </p>
    );
  }
  if (!help) return null;
  return (
    <p id={id} className="text-ink-3 text-label">
      {help}
    </p>
  );
}

/** An error that belongs to a whole form: above its buttons. */
export function FormError({ children }: { children: ReactNode }) {
  if (!children) return null;
  return (
    <div
      role="alert"
      className="flex items-start gap-2 rounded-md border border-o-ended-t/30 bg-o-ended-s px-3 py-2 text-body text-o-ended-t"
    >
      <CircleX className="mt-0.5 shrink-0" />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
