import Link from "next/link";
import { Sparkline } from "@/components/charts/sparkline";
import { shownSecret } from "@/components/keys/shown-secret";
import { KeyState, SecretStart } from "@/components/ui/key-state";
import { formatCount } from "@/components/ui/number-format";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { KeyView } from "@/lib/keys/schemas";
import type { KeyCalls } from "@/lib/usage/key-calls";

export interface OwnedKey {
  view: KeyView;
  /** Null where the person may not see usage. */
  calls: KeyCalls | null;
}

/** The keys of one identity. At 390 px each row has two lines: name and state, secret and calls. */
export function IdentityKeys({ slug, keys }: { slug: string; keys: readonly OwnedKey[] }) {
  return (
    <Table label="Keys" stack>
      <THead>
        <Th>Name</Th>
        <Th>Key</Th>
        <Th>State</Th>
        <Th numeric colSpan={2}>
          Calls, 7 days
        </Th>
        <Th numeric className="max-lg:hidden">
          Last used
        </Th>
      </THead>
      <TBody>
        {keys.map(({ view, calls }) => (
          <Tr key={view.id} ended={view.state === "expired" || view.state === "revoked"} className="relative">
            <Td lead at="lead">
              <Link
                prefetch={false}
                href={`/${slug}/keys/${view.id}`}
                className="after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-focus focus-visible:after:-outline-offset-2"
              >
                {view.name}
              </Link>
            </Td>
            <Td mono at="sub">
              <SecretStart {...shownSecret(view)} />
            </Td>
            <Td at="aside">
              <KeyState state={view.state} />
            </Td>
            <Td numeric>{calls ? formatCount(calls.total) : "—"}</Td>
            <Td numeric at="subaside" className="w-[100px] pl-1">
              <Sparkline points={calls?.buckets.map((bucket) => bucket.byCode) ?? []} />
            </Td>
            <Td numeric quiet className="max-lg:hidden">
              <Time at={view.lastUsedAt} as="relative" absent="Never" />
            </Td>
          </Tr>
        ))}
      </TBody>
    </Table>
  );
}
