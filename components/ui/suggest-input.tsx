"use client";

import { Autocomplete as Base } from "@base-ui/react/autocomplete";
import { useState } from "react";
import { Spinner } from "./button";
import { cn } from "./cn";
import { fieldAttributes, useField } from "./field";
import { SearchFailed } from "./search-failed";
import { useSearch } from "./use-search";

export interface Suggestion {
  value: string;
  note?: string | undefined;
}

export interface SuggestInputProps {
  value: string;
  onValueChange: (value: string) => void;
  /** Looks for what matches a text on the server; an empty text asks for what is most likely. */
  search: (text: string) => Promise<readonly Suggestion[]>;
  /** What is searched: “owners”. */
  what: string;
  /** Said below the matches of a text that is none of them. */
  fresh?: string | undefined;
  mono?: boolean | undefined;
  autoFocus?: boolean | undefined;
  placeholder?: string | undefined;
  className?: string | undefined;
}

const PAUSE_MS = 150;

/** A text field that takes anything and offers what is known already; arrows choose, Escape closes, what is typed stays. */
export function SuggestInput(props: SuggestInputProps) {
  const { value, onValueChange, search, what, fresh, mono, autoFocus, placeholder, className } = props;
  const field = useField();
  const [open, setOpen] = useState(false);
  const text = value.trim();
  const { found, failed, retry } = useSearch(text, search, { active: open, pauseMs: PAUSE_MS });
  const items = found?.items ?? [];
  const unknown = text !== "" && found?.text === text && !items.some((each) => each.value === text);
  const status = !found ? (
    "Searching"
  ) : failed ? (
    <SearchFailed what={what} onRetry={retry} />
  ) : unknown ? (
    fresh
  ) : undefined;
  return (
    <Base.Root
      items={items}
      mode="none"
      value={value}
      onValueChange={onValueChange}
      itemToStringValue={(item: Suggestion) => item.value}
      open={open}
      onOpenChange={setOpen}
      openOnInputClick
    >
      <Base.Input
        {...fieldAttributes(field)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          // It closes the offer alone: not a dialog around it, which listens too, and it takes nothing back.
          event.preventBaseUIHandler();
          if (!open) return;
          event.nativeEvent.stopImmediatePropagation();
          setOpen(false);
        }}
        autoFocus={autoFocus}
        placeholder={placeholder}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        className={cn(
          "field-edge h-(--control-l) w-full rounded-md px-2.5 text-body text-ink",
          mono && "font-mono text-[13px]",
          className,
        )}
      />
      <Base.Portal hidden={items.length === 0 && !status}>
        <Base.Positioner sideOffset={4} align="start" collisionPadding={8} className="z-50 outline-none">
          <Base.Popup
            aria-busy={!found || undefined}
            className="popup flex max-h-[min(var(--available-height),280px)] w-(--anchor-width) flex-col overflow-hidden"
          >
            <Base.List className="overflow-y-auto overscroll-contain p-1 empty:hidden">
              {(item: Suggestion) => (
                <Base.Item
                  key={item.value}
                  value={item}
                  className="flex min-h-8 select-none items-center gap-2 rounded-md px-2 text-body outline-none data-highlighted:bg-hover narrow:min-h-9"
                >
                  <span className={cn("min-w-0 flex-1 truncate", mono && "font-mono text-[13px]")}>
                    {item.value}
                  </span>
                  {item.note && <span className="shrink-0 text-ink-3 text-label">{item.note}</span>}
                </Base.Item>
              )}
            </Base.List>
            <Base.Status className="flex items-center gap-2 border-line px-3 py-2 text-ink-3 text-label empty:hidden [&:not(:first-child)]:border-t">
              {!found && <Spinner />}
              {status}
            </Base.Status>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
