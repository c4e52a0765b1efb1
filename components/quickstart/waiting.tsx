"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { PasswordInput } from "@/components/ui/input";
import { LiveDot } from "@/components/ui/live-dot";
import { Outcome } from "@/components/ui/outcome";
import { OUTCOMES } from "@/components/ui/outcomes";
import { useClock } from "@/components/ui/time";
import { secretIn } from "@/lib/platform/secret-form";
import type { VerificationCode } from "@/lib/verify/codes";
import type { SendOne } from "./actions";

export interface WaitingProps {
  /** The secret of a key that was created on this very page; null where the person has to paste one. */
  held: string | null;
  /** Null where the person may not verify. */
  send: SendOne | null;
}

const WRONG = {
  none: "Paste the whole secret, as it was shown when the key was created.",
  root: "This is a root key. It goes into Authorization; paste the key that is to be verified.",
  part: "This is part of a secret. Paste all of it.",
};

/** Waits for the first call and says for how long; sends one on request, with a secret that only the person has. */
export function Waiting({ held, send }: WaitingProps) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [text, setText] = useState("");
  const [fault, setFault] = useState<string>();
  const [code, setCode] = useState<VerificationCode | null>(null);
  const [busy, start] = useTransition();

  const sendNow = (secret: string, ask: SendOne) =>
    start(async () => {
      const result = await ask(secret);
      setFault(result.ok ? undefined : result.problem.detail);
      if (!result.ok) return;
      setCode(result.value);
      setAsking(false);
      setText("");
      router.refresh();
    });
  const press = () => {
    if (!send) return;
    if (held) sendNow(held, send);
    else setAsking(true);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = secretIn(text);
    if (found.kind !== "key") setFault(WRONG[found.kind]);
    else if (send) sendNow(found.secret, send);
  };
  return (
    <div className="rounded-md border border-line-2">
      <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-2 px-3 py-1.5">
        <div role="status" className="min-w-0 flex-1">
          {code ? (
            <Sent code={code} />
          ) : (
            <LiveDot className="font-medium">Waiting for the first call</LiveDot>
          )}
        </div>
        {code !== "VALID" && <Elapsed />}
        {send && !asking && code !== "VALID" && (
          <Button size="m" variant="primary" loading={busy} onClick={press} className="narrow:w-full">
            Send one for me
          </Button>
        )}
      </div>
      {asking && (
        <form onSubmit={submit} noValidate className="flex flex-col gap-2 border-line border-t p-3">
          <Field
            label="Secret of the key"
            help="Latchkey has only its hash. The secret is used for this one call and not kept."
            error={fault}
          >
            <PasswordInput
              mono
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setFault(undefined);
              }}
              autoComplete="off"
              autoFocus
            />
          </Field>
          <div className="flex gap-2">
            <Button type="submit" size="m" variant="primary" loading={busy}>
              Send
            </Button>
            <Button size="m" variant="ghost" onClick={() => setAsking(false)}>
              Cancel
            </Button>
          </div>
        </form>
      )}
      {!asking && fault && (
        <p role="alert" className="border-line border-t px-3 py-2 text-o-ended-t">
          {fault}
        </p>
      )}
    </div>
  );
}

/** What became of the call that was sent. */
function Sent({ code }: { code: VerificationCode }) {
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <Outcome code={code} as="pill" />
      <span className="text-ink-2">
        {code === "VALID" ? "It works. The overview follows in a moment." : `${OUTCOMES[code].means}.`}
      </span>
    </span>
  );
}

/** `0:42`, from when the page was opened. */
function Elapsed() {
  const [since, setSince] = useState<number | null>(null);
  useEffect(() => setSince(Date.now()), []);
  const text = useClock((now) => {
    const seconds = since === null ? 0 : Math.max(0, Math.floor((now - since) / 1_000));
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  });
  return (
    <span role="timer" aria-label="Waited" aria-live="off" className="text-ink-3 tabular-nums">
      {text}
    </span>
  );
}
