"use client";

import { CircleCheck, CircleX } from "lucide-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { type LimitRow, LimitRows, limitsOf } from "@/components/limits/limit-rows";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { formatPlural } from "@/components/ui/number-format";
import type { KeyResult, KeysAct } from "@/lib/keys/change-keys";
import type { KeyListActions } from "./actions";

export interface SelectedKey {
  id: string;
  name: string;
}

export type BulkKind = KeysAct["kind"];

/** So many are sent at once: each answer moves the bar. */
const CHUNK = 5;

const WORDS: Record<BulkKind, { title: string; button: string; done: string; consequence: ReactNode }> = {
  enable: {
    title: "Enable",
    button: "Enable",
    done: "enabled",
    consequence: "Their calls pass again, as far as nothing else stops them.",
  },
  disable: {
    title: "Disable",
    button: "Disable",
    done: "disabled",
    consequence: (
      <>
        They stop working now; calls get <code>DISABLED</code>. Enabling undoes it at once.
      </>
    ),
  },
  limits: {
    title: "Change the limits of",
    button: "Change limits",
    done: "changed",
    consequence:
      "These limits take the place of those that each key has now. They hold from the next call on.",
  },
  revoke: {
    title: "Revoke",
    button: "Revoke",
    done: "revoked",
    consequence: (
      <>
        They stop working now; calls get <code>REVOKED</code>. This cannot be undone; history and usage stay.
      </>
    ),
  },
};

export interface BulkDialogProps {
  kind: BulkKind;
  selected: readonly SelectedKey[];
  calls: number | null;
  change: KeyListActions["change"];
  /** `done`: something was done, so that the selection has served. */
  onClose: (done: boolean) => void;
  onChanged: () => void;
}

/** One act on several keys: asked first, then with its progress and a result for each key. */
export function BulkDialog({ kind, selected, calls, change, onClose, onChanged }: BulkDialogProps) {
  // What the list selects may change under the dialog; what was asked about does not.
  const [keys] = useState(selected);
  const [results, setResults] = useState<ReadonlyMap<string, KeyResult>>(new Map());
  const [busy, setBusy] = useState(false);
  const [typed, setTyped] = useState("");
  const [limits, setLimits] = useState<LimitRow[]>([]);
  const words = WORDS[kind];
  const count = formatPlural(keys.length, "key");
  const run = async (ids: readonly string[]) => {
    setBusy(true);
    const act: KeysAct = kind === "limits" ? { kind, ratelimits: limitsOf(limits) } : { kind };
    const before = new Map([...results].filter(([id]) => !ids.includes(id)));
    setResults(before);
    for (let i = 0; i < ids.length; i += CHUNK) {
      const chunk = ids.slice(i, i + CHUNK);
      // A request that never arrived is a failure of its keys, not the end of the others.
      const answer = await change(chunk, act).catch(() => null);
      for (const keyId of chunk) {
        const failed =
          answer === null ? "The server did not answer." : answer.ok ? null : answer.problem.detail;
        const own = answer?.ok ? answer.value.find((each) => each.keyId === keyId) : undefined;
        before.set(keyId, own ?? { keyId, ok: false, detail: failed ?? "It was not answered for." });
      }
      setResults(new Map(before));
    }
    setBusy(false);
    onChanged();
  };
  const failed = [...results.values()].filter((result) => !result.ok);
  const started = results.size > 0 || busy;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) void run(started ? failed.map((result) => result.keyId) : keys.map((key) => key.id));
  };
  const blocked = kind === "revoke" && !started && typed !== String(keys.length);
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose(started)}
      title={`${words.title} ${count}?`}
      description={
        <>
          {calls !== null && (
            <strong>
              {calls === 0 ? "No call used them" : `${formatPlural(calls, "call")} used them`} in the last
              hour.{" "}
            </strong>
          )}
          {words.consequence}
        </>
      }
      guard={busy ? "It is under way: some keys are done, some are not. Wait for the rest." : undefined}
    >
      <form onSubmit={submit} noValidate>
        <DialogBody>
          {started ? (
            <Progress keys={keys} results={results} word={words.done} />
          ) : (
            <>
              <p className="max-h-24 overflow-y-auto text-ink-2">{keys.map((key) => key.name).join(", ")}</p>
              {kind === "limits" && (
                <LimitRows
                  rows={limits}
                  onChange={setLimits}
                  problem={undefined}
                  none="No limit of their own: their API’s defaults hold."
                />
              )}
              {kind === "revoke" && (
                <Field
                  label={
                    <>
                      Type <code className="font-medium text-ink">{keys.length}</code>, the number of keys, to
                      confirm
                    </>
                  }
                >
                  <Input
                    mono
                    autoFocus
                    inputMode="numeric"
                    value={typed}
                    onChange={(event) => setTyped(event.target.value)}
                  />
                </Field>
              )}
            </>
          )}
        </DialogBody>
        <DialogFooter>
          <Button disabled={busy} onClick={() => onClose(started)}>
            {started ? "Close" : "Cancel"}
          </Button>
          {(!started || busy || failed.length > 0) && (
            <Button
              type="submit"
              variant={kind === "revoke" || kind === "disable" ? "danger-solid" : "primary"}
              loading={busy}
              disabled={blocked}
            >
              {started && !busy ? `Retry ${failed.length} failed` : `${words.button} ${count}`}
            </Button>
          )}
        </DialogFooter>
      </form>
    </Dialog>
  );
}

interface ProgressProps {
  keys: readonly SelectedKey[];
  results: ReadonlyMap<string, KeyResult>;
  word: string;
}

function Progress({ keys, results, word }: ProgressProps) {
  const failed = [...results.values()].filter((result) => !result.ok).length;
  return (
    <>
      <div className="flex flex-col gap-1.5">
        <progress
          aria-label="Progress"
          value={results.size}
          max={keys.length}
          className="h-1.5 w-full appearance-none overflow-hidden rounded-full bg-hover [&::-moz-progress-bar]:bg-ink [&::-webkit-progress-bar]:bg-hover [&::-webkit-progress-value]:bg-ink"
        />
        <p role="status" className="text-ink-2">
          {results.size - failed} of {keys.length} {word}
          {failed > 0 && `, ${failed} failed`}
        </p>
      </div>
      <ul
        aria-label="Results"
        className="max-h-64 divide-y divide-line overflow-y-auto rounded-md border border-line"
      >
        {keys.map((key) => {
          const result = results.get(key.id);
          return (
            <li key={key.id} className="flex min-h-8 items-center gap-2.5 px-3 py-1">
              {result?.ok ? (
                <CircleCheck className="size-3.5 shrink-0 text-o-valid-t" />
              ) : result ? (
                <CircleX className="size-3.5 shrink-0 text-o-ended-t" />
              ) : (
                <span aria-hidden className="size-3.5 shrink-0 rounded-full border border-line-2" />
              )}
              <span className="min-w-0 flex-1 truncate">{key.name}</span>
              <span className={result && !result.ok ? "text-o-ended-t text-label" : "text-ink-3 text-label"}>
                {result ? (result.ok ? word : result.detail) : "waiting"}
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
