"use client";

import { Check, Download } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/choice";
import { cn } from "@/components/ui/cn";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyButton } from "@/components/ui/copy-button";
import { DialogBody, DialogFooter } from "@/components/ui/dialog";
import { SecretStart } from "@/components/ui/key-state";
import { SecretFrame } from "@/components/ui/secret";
import { Time } from "@/components/ui/time";
import { saveFile } from "@/components/usage/csv";
import type { KeyWithSecret } from "@/lib/keys/schemas";
import type { WaitForCall } from "./actions";
import { codeSamples, environmentName } from "./code-samples";
import { FirstCall } from "./first-call";

export interface RevealProps {
  made: KeyWithSecret;
  apiName: string;
  appUrl: string;
  firstCall: WaitForCall;
  onDone: () => void;
}

/** The body of the dialog that shows a secret this once; Done waits until it is copied and stored. */
export function Reveal({ made: { key, secret }, apiName, appUrl, firstCall, onDone }: RevealProps) {
  const [copiedAt, setCopiedAt] = useState<string | null>(null);
  const [stored, setStored] = useState(false);
  const newest = key.secrets[0];
  const copied = () => setCopiedAt((before) => before ?? new Date().toISOString());
  const download = () => {
    saveFile(".env", "text/plain", `${environmentName(apiName)}=${secret}\n`);
    copied();
  };
  return (
    <>
      <DialogBody>
        <ul aria-label="The key" className="-mt-2 flex flex-wrap gap-x-4 gap-y-0.5 text-ink-3 text-label">
          <li className="text-ink">{key.name}</li>
          <li>{apiName}</li>
          <li>{key.environment}</li>
          {key.externalId && <li>owner {key.externalId}</li>}
          {key.permissions.length > 0 && (
            <li>
              <code>{key.permissions.slice(0, 3).join(" ")}</code>
              {key.permissions.length > 3 && ` and ${key.permissions.length - 3} more`}
            </li>
          )}
          {key.expiresAt && (
            <li>
              expires <Time at={key.expiresAt} as="date" />
            </li>
          )}
        </ul>
        {/* Selected and copied by hand is copied too. */}
        <div onCopy={copied}>
          <SecretFrame secret={secret} startLength={newest?.start.length ?? 12} />
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <CopyButton text={secret} label="Copy secret" variant="primary" onCopied={copied} autoFocus />
          <Button icon={<Download />} onClick={download}>
            Download .env
          </Button>
          <span className="min-w-0 flex-1 text-right text-ink-3 text-label narrow:basis-full narrow:text-left">
            Later you see only{" "}
            <SecretStart start={newest?.start ?? ""} last4={newest?.last4} className="text-ink" />
          </span>
        </div>
        <div className="flex min-w-0 flex-col gap-2">
          <p className="text-ink-3 text-label">
            <span className="pr-1 font-medium text-ink">Try it</span> Set <code>LATCHKEY_ROOT_KEY</code>, then
            paste. Your backend makes this call on each request.
          </p>
          <CodeBlock samples={codeSamples({ appUrl, secret, permissions: key.permissions })} />
          {newest && <FirstCall keyId={key.id} secretId={newest.id} ask={firstCall} />}
        </div>
        <div className="rounded-md border border-line-2">
          <Copied at={copiedAt} />
          <div className="px-3 py-1.5">
            <Checkbox
              label={
                <>
                  I have stored it where <b className="font-medium">{key.name}</b> reads it
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
