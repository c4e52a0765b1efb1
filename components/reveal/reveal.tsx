"use client";

import { Check, Download } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/choice";
import { cn } from "@/components/ui/cn";
import { CodeBlock, type CodeSample } from "@/components/ui/code-block";
import { CopyButton } from "@/components/ui/copy-button";
import { DialogBody, DialogFooter } from "@/components/ui/dialog";
import { SecretStart } from "@/components/ui/key-state";
import { SecretFrame } from "@/components/ui/secret";
import { Time } from "@/components/ui/time";
import { saveFile } from "@/components/usage/csv";

export interface RevealProps {
  secret: string;
  /** What is seen of it later. */
  seen: { start: string; last4: string | null } | undefined;
  /** Whose secret it is. */
  name: string;
  /** What else tells it from others: its API, owner, permissions, end. */
  facts: readonly ReactNode[];
  /** What the .env file calls it. */
  variable: string;
  samples: readonly CodeSample[];
  /** What the samples are, and what they need. */
  hint: ReactNode;
  /** Under the samples: the first call, as it arrives. */
  children?: ReactNode;
  onDone: () => void;
}

/** The dialog around a reveal: only Done closes it. */
export function revealDialog(title: string) {
  return {
    size: "l",
    title,
    description: "It is shown once. Latchkey keeps only its SHA-256; nobody can show it to you again.",
    guard: "The secret is shown only now. Copy it, say that it is stored, then press Done.",
  } as const;
}

/** The body of the dialog that shows a secret this once; Done waits until it is copied and stored. */
export function Reveal(props: RevealProps) {
  const { secret, seen, name, facts, variable, samples, hint, children, onDone } = props;
  const [copiedAt, setCopiedAt] = useState<string | null>(null);
  const [stored, setStored] = useState(false);
  const copied = () => setCopiedAt((before) => before ?? new Date().toISOString());
  const download = () => {
    saveFile(".env", "text/plain", `${variable}=${secret}\n`);
    copied();
  };
  return (
    <>
      <DialogBody>
        <ul aria-label="The key" className="-mt-2 flex flex-wrap gap-x-4 gap-y-0.5 text-ink-3 text-label">
          <li className="text-ink">{name}</li>
          {facts.filter(Boolean).map((fact, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list of what holds
            <li key={place}>{fact}</li>
          ))}
        </ul>
        {/* Selected and copied by hand is copied too. */}
        <div onCopy={copied}>
          <SecretFrame secret={secret} startLength={seen?.start.length ?? 12} />
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <CopyButton text={secret} label="Copy secret" variant="primary" onCopied={copied} autoFocus />
          <Button icon={<Download />} onClick={download}>
            Download .env
          </Button>
          <span className="min-w-0 flex-1 text-right text-ink-3 text-label narrow:basis-full narrow:text-left">
            Later you see only{" "}
            <SecretStart start={seen?.start ?? ""} last4={seen?.last4} className="text-ink" />
          </span>
        </div>
        <div className="flex min-w-0 flex-col gap-2">
          <p className="text-ink-3 text-label">
            <span className="pr-1 font-medium text-ink">Try it</span> {hint}
          </p>
          <CodeBlock samples={samples} />
          {children}
        </div>
        <div className="rounded-md border border-line-2">
          <Copied at={copiedAt} />
          <div className="px-3 py-1.5">
            <Checkbox
              label={
                <>
                  I have stored it where <b className="font-medium">{name}</b> reads it
                </>
              }
              checked={stored}
              onChange={(event) => setStored(event.target.checked)}
            />
          </div>
        </div>
      </DialogBody>
      <DialogFooter note="Lost it? Rotate the key; its id, limits and history stay.">
        <Button disabled={!copiedAt || !stored} onClick={onDone}>
          Done
        </Button>
      </DialogFooter>
    </>
  );
}

/** The first three permissions; a fact of a key. */
export function permissionsFact(permissions: readonly string[]): ReactNode {
  if (permissions.length === 0) return null;
  return (
    <>
      <code>{permissions.slice(0, 3).join(" ")}</code>
      {permissions.length > 3 && ` and ${permissions.length - 3} more`}
    </>
  );
}

/** When a key ends; a fact of it. */
export function expiryFact(expiresAt: string | null): ReactNode {
  return (
    expiresAt && (
      <>
        expires <Time at={expiresAt} as="date" />
      </>
    )
  );
}

/** The first step ticks itself; nobody can say it for the clipboard. */
function Copied({ at }: { at: string | null }) {
  return (
    <p
      role="status"
      className="flex min-h-9 items-center gap-2.5 border-line border-b px-3 py-1.5 narrow:min-h-10"
    >
      <span
        aria-hidden
        className={cn(
          "grid size-4 shrink-0 place-items-center rounded-sm border",
          at ? "border-ink bg-ink text-on-ink" : "border-control bg-inset",
        )}
      >
        {at && <Check className="size-3 stroke-[2.5]" />}
      </span>
      <span className={cn("flex-1", !at && "text-ink-2")}>
        {at ? "Secret copied" : "Copy the secret, or download it"}
      </span>
      {at && <Time at={at} as="seconds" className="text-ink-3 text-label" />}
    </p>
  );
}
