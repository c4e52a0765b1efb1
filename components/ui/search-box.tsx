"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useId, useState } from "react";
import { mayBeInAddress } from "@/lib/platform/secret-form";
import { Input } from "./input";

const PAUSE_MS = 250;

export interface SearchBoxProps {
  label: string;
  /** What the address says. */
  value: string;
  /** The page with this text searched for. */
  href: (text: string) => string;
}

/** A search whose text lives in the address, so never a secret; it is looked for once the typing pauses. */
export function SearchBox({ label, value, href }: SearchBoxProps) {
  const router = useRouter();
  const [text, setText] = useState(value);
  const noteId = useId();
  const next = href(text.trim());
  const refused = !mayBeInAddress(text);
  const changed = text.trim() !== value && !refused;
  useEffect(() => {
    if (!changed) return;
    const timer = setTimeout(() => router.replace(next, { scroll: false }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [changed, next, router]);
  return (
    <div className="w-[280px] narrow:w-full">
      <Input
        size="m"
        type="search"
        aria-label={label}
        aria-describedby={refused ? noteId : undefined}
        placeholder={label}
        icon={<Search />}
        value={text}
        onChange={(event) => setText(event.target.value)}
        autoComplete="off"
      />
      <p role="status" id={noteId} className={refused ? "pt-1.5 text-label text-ink-2" : "sr-only"}>
        {refused && "This is a secret. It is not searched for here."}
      </p>
    </div>
  );
}
