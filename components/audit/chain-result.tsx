import { ArrowRight, ShieldAlert, ShieldCheck } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { ButtonLink } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { formatCount, formatPlural } from "@/components/ui/number-format";
import { Time } from "@/components/ui/time";
import type { ChainView } from "@/lib/audit/verify-chain";
import { eventHref } from "./audit-href";

const GUIDE = "/docs/guides/audit-log";

/** “1,234 events, from 3 Sep 09:12 to 25 Nov 07:41” */
function Extent({ chain }: { chain: ChainView }) {
  return (
    <>
      {formatPlural(chain.events, "event")}, from <Time at={chain.from} /> to <Time at={chain.to} />
    </>
  );
}

/** Every event is as it was written; `compared`: and one of them has the hash that was noted. */
export function ChainIntact({ chain, compared }: { chain: ChainView; compared: boolean }) {
  const hash = chain.headHash ?? "";
  return (
    <div className="flex items-start gap-3 px-4 py-3">
      <ShieldCheck aria-hidden className="mt-0.5 shrink-0 text-o-valid-t" />
      <div className="flex min-w-0 flex-col gap-1">
        <p>
          <span className="font-medium">Chain intact:</span> <Extent chain={chain} />.
          {compared && " It has the hash that was noted."}
        </p>
        <p className="flex items-start gap-x-2">
          <span className="text-ink-3">Head</span>
          <code className="min-w-0 break-all">{hash}</code>
          <CopyButton iconOnly size="s" text={hash} label="Copy the head's hash" className="-my-0.5" />
        </p>
        <p className="text-ink-2">
          Note it in a place that nobody who can write to the database can write to: the log up to here can
          then not be changed unseen.{" "}
          <Link href={GUIDE} className="link whitespace-nowrap">
            What the chain proves
          </Link>
        </p>
      </div>
    </div>
  );
}

type Break = NonNullable<ChainView["brokenAt"]>;

/** What is known of the event that does not fit. */
const WHY: Record<Break["why"], (time: ReactNode) => ReactNode> = {
  changed: (time) => <>This event{time} is not as it was written: it was edited, put in or moved later.</>,
  missing: () => "There is no event of this number: it was deleted.",
  extra: (time) => <>This event{time} is outside the chain: it was put in by other means than Latchkey.</>,
  head: (time) => (
    <>The log ends with this event{time}, and the chain's head names another: one of the two was edited.</>
  ),
  expected: () =>
    "Each event fits the one before it, but none has the hash that was noted: the log was rewritten or cut since then, or the hash is not this workspace's.",
};

/** The first event that does not fit, and the way to it. */
export function ChainBroken({ slug, chain, at }: { slug: string; chain: ChainView; at: Break }) {
  const time = at.at && (
    <>
      {" "}
      of <Time at={at.at} />
    </>
  );
  const known = at.sequence !== null && at.sequence >= 0 ? at.sequence : null;
  const missing = at.why === "missing";
  return (
    <div className="flex items-start gap-3 bg-o-ended-s px-4 py-3">
      <ShieldAlert aria-hidden className="mt-0.5 shrink-0 text-o-ended-t" />
      <div className="flex min-w-0 flex-col gap-1">
        <p className="font-medium text-o-ended-t">
          {at.sequence === null
            ? "The noted hash is not in the chain"
            : `Chain broken at event ${formatCount(at.sequence)}`}
        </p>
        <p className="max-w-[90ch]">{WHY[at.why](time)}</p>
        {chain.events > 0 && (
          <p className="text-ink-2">
            {at.sequence === null ? "The chain has " : "Up to there it fits: "}
            <Extent chain={chain} />.
          </p>
        )}
        <p className="flex flex-wrap items-center gap-x-4 gap-y-2 pt-1.5">
          {known !== null && (
            <ButtonLink size="m" href={eventHref(slug, known, missing)} after={<ArrowRight />}>
              {missing ? "Show the events around it" : `Show event ${formatCount(known)}`}
            </ButtonLink>
          )}
          <Link href={`${GUIDE}#when-it-is-broken`} className="link">
            What to do
          </Link>
        </p>
      </div>
    </div>
  );
}
