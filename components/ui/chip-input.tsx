"use client";

import { X } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, useId, useRef, useState } from "react";
import { cn } from "./cn";
import { fieldAttributes, useField } from "./field";

export interface ChipInputProps {
  values: readonly string[];
  onValuesChange: (values: string[]) => void;
  /** Sends each value with the form under this name. */
  name?: string | undefined;
  placeholder?: string | undefined;
  /** Says what would be right, or null; a refused entry stays in the box. */
  check?: ((value: string) => string | null) | undefined;
  /** Offered while typing. */
  suggestions?: readonly string[] | undefined;
  "aria-label"?: string | undefined;
}

const separators = /[\s,;]+/;

/** Several short values (permissions, addresses, tags): Enter, comma or blank adds, Backspace takes the last back. */
export function ChipInput({
  values,
  onValuesChange,
  name,
  placeholder,
  check,
  suggestions,
  ...rest
}: ChipInputProps) {
  const [text, setText] = useState("");
  const [refusal, setRefusal] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const field = useField();
  const listId = useId();

  const add = (raw: string) => {
    const fresh = raw.split(separators).filter((part) => part && !values.includes(part));
    const refused = fresh.find((part) => check?.(part));
    setRefusal(refused ? (check?.(refused) ?? null) : null);
    const taken = fresh.filter((part) => !check?.(part));
    if (taken.length > 0) onValuesChange([...values, ...new Set(taken)]);
    setText(refused ?? "");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (["Enter", ",", ";", " "].includes(event.key) && text.trim()) {
      event.preventDefault();
      add(text);
    } else if (event.key === "Backspace" && !text && values.length > 0) {
      onValuesChange(values.slice(0, -1));
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData("text");
    if (!separators.test(pasted.trim())) return;
    event.preventDefault();
    add(text + pasted);
  };
  return (
    <div>
      {/* biome-ignore lint/a11y: a press on the frame only moves the focus to the box inside it */}
      <div
        data-invalid={field?.invalid || refusal ? true : undefined}
        onMouseDown={(event) => {
          if (event.target === event.currentTarget) {
            event.preventDefault();
            input.current?.focus();
          }
        }}
        className="field-edge flex min-h-(--control-l) w-full cursor-text flex-wrap items-center gap-1 rounded-md px-1.5 py-[3px]"
      >
        {values.map((value) => (
          <span
            key={value}
            className="inline-flex h-6 items-center gap-1 rounded-sm border border-line-2 bg-inset pl-1.5 font-mono text-label"
          >
            {value}
            <button
              type="button"
              aria-label={`Remove ${value}`}
              onClick={() => onValuesChange(values.filter((other) => other !== value))}
              className="grid size-6 place-items-center rounded-sm text-ink-3 hover:text-ink"
            >
              <X className="size-3" />
            </button>
            {name && <input type="hidden" name={name} value={value} />}
          </span>
        ))}
        <input
          ref={input}
          {...fieldAttributes(field)}
          {...rest}
          list={suggestions ? listId : undefined}
          value={text}
          placeholder={values.length === 0 ? placeholder : undefined}
          autoCapitalize="none"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          onChange={(event) => {
            setText(event.target.value);
            setRefusal(null);
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={() => text.trim() && add(text)}
          className="h-6 w-0 min-w-16 flex-1 bg-transparent px-1 font-mono text-label outline-none"
        />
        {suggestions && (
          <datalist id={listId}>
            {suggestions
              .filter((suggestion) => !values.includes(suggestion))
              .map((suggestion) => (
                <option key={suggestion} value={suggestion} />
              ))}
          </datalist>
        )}
      </div>
      <p role="status" className={cn("pt-1.5 text-label text-o-ended-t", !refusal && "sr-only")}>
        {refusal}
      </p>
    </div>
  );
}
