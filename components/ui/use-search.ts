"use client";

import { useEffect, useState } from "react";

export interface Search<T> {
  /** What was found last; undefined before the first answer. A failed search found nothing. */
  found: { text: string; items: readonly T[] } | undefined;
  /** The text has no answer yet. */
  searching: boolean;
  /** The latest search failed, which is not the same as finding nothing. */
  failed: boolean;
  /** Searches for the same text again. */
  retry: () => void;
}

interface Answer<T> {
  text: string;
  items: readonly T[];
  failed: boolean;
}

/** Asks the server a pause after the last letter, while it is active. No older answer replaces a newer one. */
export function useSearch<T>(
  text: string,
  search: (text: string) => Promise<readonly T[]>,
  { active, pauseMs }: { active: boolean; pauseMs: number },
): Search<T> {
  const [answer, setAnswer] = useState<Answer<T>>();
  const [asked, setAsked] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a retry asks the same again.
  useEffect(() => {
    if (!active) {
      if (text === "") setAnswer(undefined);
      return;
    }
    let current = true;
    const timer = setTimeout(async () => {
      const next = await search(text).then(
        (items) => ({ text, items, failed: false }),
        () => ({ text, items: [], failed: true }),
      );
      if (current) setAnswer(next);
    }, pauseMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text, active, search, pauseMs, asked]);
  return {
    found: answer,
    searching: active && answer?.text !== text,
    failed: active && answer?.text === text && answer.failed,
    retry: () => {
      setAnswer(undefined);
      setAsked((times) => times + 1);
    },
  };
}
