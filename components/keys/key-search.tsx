"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useRef, useState, useTransition } from "react";
import { Spinner } from "@/components/ui/button";
import { useHotkey } from "@/components/ui/hotkey";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { looksForeign, secretIn } from "@/lib/platform/secret-form";
import type { KeyListActions } from "./actions";
import { type KeyListParams, keyHref, listHref } from "./list-params";

export interface KeySearchProps {
  slug: string;
  params: KeyListParams;
  findBySecret: KeyListActions["findBySecret"];
}

const WAIT_MS = 250;
const REFUSALS = {
  root: "This is a root key. It is on the page Root keys, found by its start.",
  part: "This is part of a secret. Paste all of it, or search for its start.",
};

/**
 * Searches while you type. A whole key that is pasted never gets into the address: it is sent in the body of a request,
 * which answers with the key that it belongs to. What may be an imported key is asked about in the same way first.
 */
export function KeySearch({ slug, params, findBySecret }: KeySearchProps) {
  const router = useRouter();
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [text, setText] = useState(params.q);
  const [asked, setAsked] = useState(params.q);
  const [note, setNote] = useState<string>();
  const [busy, start] = useTransition();
  useHotkey("/", () => input.current?.focus());
  useEffect(() => () => clearTimeout(timer.current), []);
  // The address changed by other means (Clear search, Back): the field follows it.
  if (params.q !== asked) {
    setAsked(params.q);
    setText(params.q);
    setNote(undefined);
  }

  const search = (q: string) => {
    clearTimeout(timer.current);
    if (q === params.q) return;
    setAsked(q);
    start(() => router.replace(listHref(slug, params, { q }), { scroll: false }));
  };
  const lookUp = (secret: string, onNone: () => void) =>
    start(async () => {
      const result = await findBySecret(secret);
      if (!result.ok) setNote(result.problem.detail);
      else if (result.value === null) onNone();
      else {
        setText("");
        router.push(keyHref(slug, result.value, params));
      }
    });
  const searchSafely = (q: string) => {
    clearTimeout(timer.current);
    if (looksForeign(q)) lookUp(q, () => search(q));
    else search(q);
  };
  const change = (next: string) => {
    setText(next);
    setNote(undefined);
    clearTimeout(timer.current);
    const found = secretIn(next);
    if (found.kind === "key") {
      // The field forgets it at once: nothing on the page holds a secret that was only passing through.
      setText("");
      lookUp(found.secret, () => setNote("No key of this workspace has this secret."));
    } else if (found.kind === "none") timer.current = setTimeout(() => searchSafely(next.trim()), WAIT_MS);
    else setNote(REFUSALS[found.kind]);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (secretIn(text).kind === "none") searchSafely(text.trim());
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: the search element is unknown to React's types of some browsers
    <form role="search" onSubmit={submit} className="w-full max-w-[320px] narrow:max-w-none">
      <Input
        ref={input}
        size="m"
        icon={busy ? <Spinner /> : <Search />}
        after={<Kbd>/</Kbd>}
        type="text"
        inputMode="search"
        enterKeyHint="search"
        placeholder="Name, owner, start, id, or paste a key"
        aria-label="Search keys"
        aria-keyshortcuts="/"
        aria-describedby={note ? "key-search-note" : undefined}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={text}
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && text) change("");
        }}
      />
      <p role="status" id="key-search-note" className={note ? "pt-1.5 text-label text-ink-2" : "sr-only"}>
        {note}
      </p>
    </form>
  );
}
