"use client";

import { Search } from "lucide-react";
import { useState } from "react";
import { useShell } from "@/components/shell/shell-context";
import { Input } from "@/components/ui/input";
import { SearchFailed } from "@/components/ui/search-failed";
import { useSearch } from "@/components/ui/use-search";

const PAUSE_MS = 200;
const MOST = 6;

export interface PickedKey {
  id: string;
  name: string;
}

export interface KeyPickerProps {
  value: PickedKey | null;
  onChange: (key: PickedKey | null) => void;
}

/** Finds one key by name, owner, start or id. */
export function KeyPicker({ value, onChange }: KeyPickerProps) {
  const { searchKeys } = useShell();
  const [query, setQuery] = useState("");
  const asked = query.trim();
  const { found, searching, failed, retry } = useSearch(asked, searchKeys, {
    active: asked !== "" && !value,
    pauseMs: PAUSE_MS,
  });
  const hits = found?.items.slice(0, MOST) ?? [];
  const choose = (key: PickedKey | null) => {
    onChange(key);
    setQuery("");
  };
  return (
    <div className="flex flex-col gap-1">
      <Input
        icon={<Search />}
        value={value ? value.name : query}
        onChange={(event) => {
          if (value) onChange(null);
          setQuery(event.target.value);
        }}
        placeholder="Name, owner, start or id"
        autoComplete="off"
        spellCheck={false}
      />
      {asked && !value && found && (hits.length > 0 || !searching) && (
        <ul aria-label="Keys found" className="rounded-md border border-line-2 p-1">
          {hits.map((hit) => (
            <li key={hit.id}>
              <button
                type="button"
                onClick={() => choose({ id: hit.id, name: hit.name })}
                className="flex min-h-7 w-full items-center gap-2 rounded-sm px-2 text-left hover:bg-hover narrow:min-h-9"
              >
                <span className="min-w-0 flex-1 truncate">{hit.name}</span>
                <code className="text-ink-3 text-label">{hit.start}</code>
              </button>
            </li>
          ))}
          {failed ? (
            <li role="alert" className="px-2 py-1">
              <SearchFailed what="keys" onRetry={retry} />
            </li>
          ) : (
            hits.length === 0 && <li className="px-2 py-1 text-ink-3">No key matches.</li>
          )}
        </ul>
      )}
    </div>
  );
}
