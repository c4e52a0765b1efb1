"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Input } from "./input";

const PAUSE_MS = 250;

export interface SearchBoxProps {
  label: string;
  /** What the address says. */
  value: string;
  /** The page with this text searched for. */
  href: (text: string) => string;
}

/** A search whose text lives in the address; it is looked for once the typing pauses. */
export function SearchBox({ label, value, href }: SearchBoxProps) {
  const router = useRouter();
  const [text, setText] = useState(value);
  const next = href(text.trim());
  const changed = text.trim() !== value;
  useEffect(() => {
    if (!changed) return;
    const timer = setTimeout(() => router.replace(next, { scroll: false }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [changed, next, router]);
  return (
    <Input
      size="m"
      type="search"
      aria-label={label}
      placeholder={label}
      icon={<Search />}
      value={text}
      onChange={(event) => setText(event.target.value)}
      autoComplete="off"
      className="w-[280px] narrow:w-full"
    />
  );
}
