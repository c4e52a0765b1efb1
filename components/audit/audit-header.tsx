"use client";

import { ShieldCheck } from "lucide-react";
import { type FormEvent, useState, useTransition } from "react";
import { PageHeader } from "@/components/shell/page";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Disclosure } from "@/components/ui/disclosure";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ChainView } from "@/lib/audit/verify-chain";
import type { ActionProblem, ActionResult } from "@/lib/http/action";
import { ChainBroken, ChainIntact } from "./chain-result";

export interface AuditHeaderProps {
  slug: string;
  verify: (expected?: string) => Promise<ActionResult<ChainView>>;
}

/** The page's title with the act of verifying the chain; what came of it stands under it. */
export function AuditHeader({ slug, verify }: AuditHeaderProps) {
  const [chain, setChain] = useState<ChainView | null>(null);
  const [compared, setCompared] = useState(false);
  const [problem, setProblem] = useState<ActionProblem | null>(null);
  const [busy, start] = useTransition();
  const run = (expected?: string) =>
    start(async () => {
      const result = await verify(expected);
      setProblem(result.ok ? null : result.problem);
      if (!result.ok) return;
      setChain(result.value);
      setCompared(expected !== undefined);
    });
  const wrongHash = problem?.errors.find(({ field }) => field === "expected")?.message;
  const failed = problem && wrongHash === undefined ? problem : null;
  return (
    <>
      <PageHeader
        title="Audit log"
        note="Every change, written with it and chained to the one before. Nothing here can be edited."
        actions={
          <Button icon={<ShieldCheck />} loading={busy} onClick={() => run()}>
            Verify chain
          </Button>
        }
      />
      <div
        className={cn((chain || failed) && "mb-4 overflow-hidden rounded-lg border border-line-2 bg-surface")}
      >
        <div role="status">
          {busy && <span className="sr-only">Verifying the chain</span>}
          {chain?.intact && !failed && <ChainIntact chain={chain} compared={compared} />}
        </div>
        <div role="alert">
          {failed && (
            <p className="px-4 py-3">
              <span className="font-medium">The chain was not verified.</span> {failed.detail}
            </p>
          )}
          {chain?.brokenAt && !failed && <ChainBroken slug={slug} chain={chain} at={chain.brokenAt} />}
        </div>
        {chain && (
          <div className="border-line border-t">
            <Disclosure title="Compare with a hash noted earlier">
              <NotedHash busy={busy} error={wrongHash} compare={run} />
            </Disclosure>
          </div>
        )}
      </div>
    </>
  );
}

function NotedHash({
  busy,
  error,
  compare,
}: {
  busy: boolean;
  error: string | undefined;
  compare: (expected: string) => void;
}) {
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    compare(text.trim());
  };
  return (
    <form
      onSubmit={submit}
      noValidate
      className="flex items-start gap-2 pt-2 narrow:flex-col narrow:items-stretch"
    >
      <Field
        label="Noted hash"
        help="The head's hash from an earlier verification, or any event's. The chain must still have it."
        error={error && `It ${error}.`}
        className="w-full max-w-[36rem]"
      >
        <Input mono value={text} onChange={(event) => setText(event.target.value)} />
      </Field>
      <Button type="submit" loading={busy} className="mt-[22px] narrow:mt-0">
        Compare
      </Button>
    </form>
  );
}
