import Link from "next/link";
import { Sparkline } from "@/components/charts/sparkline";
import { KeyState, RotationChip, SecretStart } from "@/components/ui/key-state";
import { formatCount } from "@/components/ui/number-format";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import { Expiry, Time } from "@/components/ui/time";
import type { KeyView } from "@/lib/keys/schemas";
import type { VerificationCode } from "@/lib/verify/codes";
import { shownSecret } from "./shown-secret";

export interface KeyRowView {
  view: KeyView;
  href: string;
  /** Absent where the person may not see usage. */
  calls?: { total: number; points: readonly Partial<Record<VerificationCode, number>>[] } | undefined;
}

/** Keys, newest first. At 390 px each row has two lines: name and state, secret and calls. */
export function KeyTable({ rows, withCalls }: { rows: readonly KeyRowView[]; withCalls: boolean }) {
  return (
    <Table label="Keys" edge="page" stack>
      <THead>
        <Th>Name</Th>
        <Th>Key</Th>
        <Th className="max-lg:hidden">Owner</Th>
        <Th>State</Th>
        {withCalls && (
          <Th numeric colSpan={2}>
            Calls, 7 days
          </Th>
        )}
        <Th numeric>Last used</Th>
        <Th numeric>Expires</Th>
      </THead>
      <TBody>
        {rows.map((row) => (
          <KeyRow key={row.view.id} {...row} withCalls={withCalls} />
        ))}
      </TBody>
    </Table>
  );
}

function KeyRow({ view, href, calls, withCalls }: KeyRowView & { withCalls: boolean }) {
  const secret = shownSecret(view);
  const ended = view.state === "expired" || view.state === "revoked";
  const rotating = view.state === "active" ? view.rotation : null;
  return (
    <Tr ended={ended} className="relative">
      <Td lead at="lead">
        {/* The whole row leads to the key; its name is what is read out. */}
        <Link
          prefetch={false}
          href={href}
          className="after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-focus focus-visible:after:-outline-offset-2"
        >
          {view.name}
        </Link>
      </Td>
      <Td mono at="sub" className={ended ? "text-ink-3" : undefined}>
        <SecretStart start={secret.start} last4={secret.last4} />
      </Td>
      <Td quiet className="max-w-[200px] truncate max-lg:hidden">
        {view.externalId ?? <span className="text-ink-3">—</span>}
      </Td>
      <Td at="aside">
        <span className="flex items-center gap-3 narrow:justify-end">
          <KeyState state={view.state} className={rotating ? "narrow:hidden" : undefined} />
          {view.revokedAt && <Time at={view.revokedAt} as="day" className="text-ink-3 narrow:hidden" />}
          {rotating && <RotationChip retiresAt={rotating.retiresAt} className="ml-1" />}
        </span>
      </Td>
      {withCalls && (
        <>
          <Td numeric className={ended ? "text-ink-3" : undefined}>
            {formatCount(calls?.total ?? 0)}
          </Td>
          <Td numeric at="subaside" className="w-[100px] pl-1">
            <Sparkline points={calls?.points ?? []} />
          </Td>
        </>
      )}
      <Td numeric quiet>
        <Time
          at={view.lastUsedAt}
          as="relative"
          absent="Never"
          className={ended ? "text-ink-3" : undefined}
        />
      </Td>
      <Td numeric quiet>
        {view.state === "active" || view.state === "disabled" ? (
          <Expiry at={view.expiresAt} />
        ) : (
          <Time at={view.expiresAt} as="date" className="text-ink-3" />
        )}
      </Td>
    </Tr>
  );
}
