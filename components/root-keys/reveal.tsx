"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/choice";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyButton } from "@/components/ui/copy-button";
import { DialogBody, DialogFooter } from "@/components/ui/dialog";
import { SecretStart } from "@/components/ui/key-state";
import { SecretFrame } from "@/components/ui/secret";
import { Time } from "@/components/ui/time";
import type { RootKeyWithSecret } from "./actions";
import { firstCall } from "./first-call";

/** Saves the secret as a file that a service can read at its start. */
function downloadEnv(secret: string): void {
  const url = URL.createObjectURL(new Blob([`LATCHKEY_ROOT_KEY=${secret}\n`], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = ".env";
  link.click();
  URL.revokeObjectURL(url);
}

export interface RevealProps extends RootKeyWithSecret {
  appUrl: string;
  onDone: () => void;
}

/** The body of the dialog that shows a root key this once; Done waits until it is copied and stored. */
export function Reveal({ rootKey, secret, appUrl, onDone }: RevealProps) {
  const [copiedAt, setCopiedAt] = useState<string | null>(null);
  const [stored, setStored] = useState(false);
  const newest = rootKey.secrets[0];
  const copied = () => setCopiedAt((before) => before ?? new Date().toISOString());
  return (
    <>
      <DialogBody>
        <SecretFrame secret={secret} startLength={newest?.start.length ?? 12} />
        <div className="flex flex-wrap items-center gap-2">
          <CopyButton text={secret} label="Copy secret" variant="primary" onCopied={copied} autoFocus />
          <Button
            icon={<Download />}
            onClick={() => {
              downloadEnv(secret);
              copied();
            }}
          >
            Download .env
          </Button>
          <span className="min-w-0 flex-1 text-right text-ink-3 text-label narrow:text-left">
            Later you see only{" "}
            <SecretStart start={newest?.start ?? ""} last4={newest?.last4} className="text-ink" />
          </span>
        </div>
        <div className="flex flex-col gap-2">
          <p className="text-ink-3 text-label">
            <span className="font-medium text-ink">Try it</span> Set <code>LATCHKEY_ROOT_KEY</code>, then
            paste.
          </p>
          <CodeBlock samples={[firstCall(rootKey.permissions, appUrl, secret)]} onCopied={copied} />
        </div>
        <div className="rounded-md border border-line-2">
          <div className="flex items-start justify-between gap-3 border-line border-b px-3 py-1.5">
            <Checkbox
              label="Secret copied"
              checked={copiedAt !== null}
              onChange={(event) => event.target.checked && copied()}
            />
            {copiedAt && <Time at={copiedAt} as="seconds" className="py-0.5 text-ink-3 text-label" />}
          </div>
          <div className="px-3 py-1.5">
            <Checkbox
              label={
                <>
                  I have stored it where <b className="font-medium">{rootKey.name}</b> reads it
                </>
              }
              checked={stored}
              onChange={(event) => setStored(event.target.checked)}
            />
          </div>
        </div>
      </DialogBody>
      <DialogFooter note="Lost it? Rotate the root key; its id, limits and history stay.">
        <Button disabled={!copiedAt || !stored} onClick={onDone}>
          Done
        </Button>
      </DialogFooter>
    </>
  );
}
