"use client";

import { type ClipboardEvent, type FormEvent, useEffect, useRef } from "react";
import { fieldFault, formFault } from "@/components/forms/problem-text";
import { Button } from "@/components/ui/button";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { Panel } from "@/components/ui/panel";
import { KeyPicker } from "@/components/usage/key-picker";
import type { ActionProblem } from "@/lib/http/action";
import { secretIn } from "@/lib/platform/secret-form";
import type { Draft } from "./draft";
import { QueryField, queryFault } from "./query-field";

export interface RequestFormProps {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  onCheck: () => void;
  busy: boolean;
  problem: ActionProblem | undefined;
  /** Names of limits, offered while one is typed. */
  limits: readonly string[];
}

const SHOWN = ["key", "permissions", "ip", "origin", "ratelimits", "cost", "tags"];
const quiet = { autoComplete: "off", autoCapitalize: "none", spellCheck: false } as const;

/** What stands in the way of a check, before anything is sent. */
function keyFault({ key, secret }: Draft): string | null {
  if (secret === null) return key ? null : "Choose a key, or paste a secret.";
  if (!secret.trim()) return "Paste the secret.";
  return secretIn(secret).kind === "root" ? "This is a root key: it asks, and is not asked about." : null;
}

/** All that a verification can be asked; ⌘↵ checks from anywhere on the page. */
export function RequestForm({ draft, onChange, onCheck, busy, problem, limits }: RequestFormProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey) || event.repeat) return;
      if (document.querySelector("[role=dialog], [role=alertdialog]")) return;
      event.preventDefault();
      form.current?.requestSubmit();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  const stopped = keyFault(draft) !== null || queryFault(draft.permissions) !== null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!stopped && !busy) onCheck();
  };
  const field = (name: keyof Draft) => ({
    ...quiet,
    mono: true,
    name,
    value: String(draft[name] ?? ""),
    onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value }),
  });
  return (
    <form ref={form} onSubmit={submit} noValidate className="contents">
      <Panel
        title="Request"
        className="flex flex-col md:max-[1340px]:row-span-2 md:max-[1340px]:self-start [&>div:nth-child(2)]:flex-1"
        footer={
          <Button
            type="submit"
            variant="primary"
            loading={busy}
            disabled={stopped}
            aria-keyshortcuts="Meta+Enter Control+Enter"
            after={<Kbd>⌘↵</Kbd>}
            className="w-full"
          >
            Check
          </Button>
        }
      >
        <div className="flex flex-col gap-4">
          <KeyField draft={draft} onChange={onChange} problem={problem} />
          <QueryField value={draft.permissions} onChange={(permissions) => onChange({ permissions })} />
          <Field label="Address of the caller" error={fieldFault(problem, "ip")}>
            <Input {...field("ip")} placeholder="203.0.113.24" />
          </Field>
          <Field label="Origin" help="For publishable keys only." error={fieldFault(problem, "origin")}>
            <Input {...field("origin")} placeholder="https://shop.example" />
          </Field>
          <div className="grid grid-cols-2 items-start gap-3">
            <Field label="Limit" error={fieldFault(problem, "ratelimits.0.name")}>
              <Input {...field("limit")} list="playground-limits" placeholder="by name" />
            </Field>
            <Field label="Its cost" error={fieldFault(problem, "ratelimits.0.cost")}>
              <Input {...field("limitCost")} inputMode="numeric" placeholder="1" />
            </Field>
            <Field label="Cost" error={fieldFault(problem, "cost")}>
              <Input {...field("cost")} inputMode="numeric" placeholder="1" />
            </Field>
            <Field label="Tag" error={fieldFault(problem, "tags")}>
              <Input {...field("tag")} placeholder="job=sync" />
            </Field>
          </div>
          <p className="-mt-2 text-ink-3 text-label">
            Cost is taken from the credits and from limits that apply by themselves.
          </p>
          <datalist id="playground-limits">
            {limits.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          <FormError>{formFault(problem, SHOWN)}</FormError>
        </div>
      </Panel>
    </form>
  );
}

type KeyFieldProps = Pick<RequestFormProps, "draft" | "onChange" | "problem">;

/** A key is chosen by name, or a secret pasted; a secret that is pasted over the search is taken for what it is. */
function KeyField({ draft, onChange, problem }: KeyFieldProps) {
  const taken = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData("text");
    const found = secretIn(text);
    if (found.kind === "none") return;
    event.preventDefault();
    onChange({ secret: found.kind === "key" ? found.secret : text.trim(), key: null });
  };
  if (draft.secret === null)
    return (
      <div onPasteCapture={taken}>
        <Field
          label="Key"
          aside={<Toggle onClick={() => onChange({ secret: "", key: null })}>Paste a secret</Toggle>}
          help={
            draft.key ? (
              <code className="break-all">{draft.key.id}</code>
            ) : (
              "Or paste a secret; it is not kept."
            )
          }
          error={fieldFault(problem, "key")}
        >
          <KeyPicker value={draft.key} onChange={(key) => onChange({ key })} />
        </Field>
      </div>
    );
  return (
    <Field
      label="Secret"
      aside={<Toggle onClick={() => onChange({ secret: null })}>Choose a key</Toggle>}
      help="Sent for this check and not kept."
      error={draft.secret ? (keyFault(draft) ?? fieldFault(problem, "key")) : undefined}
    >
      <Input
        {...quiet}
        mono
        autoFocus
        value={draft.secret}
        onChange={(event) => onChange({ secret: event.target.value })}
        placeholder="sk_live_…"
        data-playground="secret"
        // Hidden as a password is, without a browser's offer to save it.
        className="[-webkit-text-security:disc] placeholder:[-webkit-text-security:none]"
      />
    </Field>
  );
}

function Toggle({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="-my-1 min-h-6 rounded-sm underline decoration-line-2 underline-offset-2 hover:text-ink narrow:min-h-9"
    >
      {children}
    </button>
  );
}
