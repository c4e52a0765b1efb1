"use client";

import { useRef, useState, useTransition } from "react";
import type { ActionProblem } from "@/lib/http/action";
import type { VerificationCode } from "@/lib/verify/codes";
import type { Checked, CheckRequest, PlaygroundActions } from "./actions";
import { addressOf, type Draft, elided, requestOf } from "./draft";

/** The decision that is shown, with what was asked for it. */
export interface Shown {
  checked: Checked;
  request: CheckRequest;
}

/** A check of this tab; a pasted value is not in it. */
export interface Tried {
  id: number;
  at: string;
  /** The key's name, or the ends of a pasted value that is nobody's. */
  name: string;
  code: VerificationCode;
  draft: Draft;
}

const MOST_TRIED = 20;

/** The form, the decision, and what was tried before; all of it lives in this tab alone. */
export function usePlayground(initial: Draft, actions: PlaygroundActions) {
  const [draft, setDraft] = useState(initial);
  const [shown, setShown] = useState<Shown>();
  const [problem, setProblem] = useState<ActionProblem>();
  const [tried, setTried] = useState<readonly Tried[]>([]);
  const [busy, start] = useTransition();
  const turn = useRef(0);

  const check = (asked: Draft) => {
    setDraft(asked);
    window.history.replaceState(null, "", addressOf(asked, new URL(window.location.href)));
    const mine = ++turn.current;
    const request = requestOf(asked);
    start(async () => {
      const result = await actions.check(request);
      // A later check overtook this one.
      if (mine !== turn.current) return;
      setProblem(result.ok ? undefined : result.problem);
      if (!result.ok) return;
      const { explanation, key } = result.value;
      setShown({ checked: result.value, request });
      const entry: Tried = {
        id: mine,
        at: new Date().toISOString(),
        name: key?.name ?? (asked.secret === null ? (asked.key?.name ?? "") : elided(asked.secret)),
        code: explanation.answer.code,
        draft: { ...asked, secret: asked.secret === null ? null : "" },
      };
      setTried((before) => [entry, ...before].slice(0, MOST_TRIED));
    });
  };

  return {
    draft,
    change: (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part })),
    shown,
    /** The form says something else than what the decision was made of. */
    outdated: shown !== undefined && JSON.stringify(shown.request) !== JSON.stringify(requestOf(draft)),
    problem,
    tried,
    forget: () => setTried([]),
    busy,
    check,
  };
}
