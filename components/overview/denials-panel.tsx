import Link from "next/link";
import { Reason, RequestTime } from "@/components/keys/requests-panel";
import { useCarry } from "@/components/shell/shell-context";
import { Outcome } from "@/components/ui/outcome";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/states";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import type { RequestView } from "@/lib/usage/recent-requests";

/** The latest calls that were not allowed: what was refused, to whom, and why. */
export function DenialsPanel({ slug, denials }: { slug: string; denials: readonly RequestView[] }) {
  return (
    <Panel title="Latest denials" flush>
      {denials.length === 0 ? (
        <EmptyState title="None yet">Every call so far was allowed.</EmptyState>
      ) : (
        <Table label="Latest denials" dense stack>
          <THead>
            <Th>Time</Th>
            <Th>Outcome</Th>
            <Th>Key</Th>
            <Th>Why</Th>
            <Th numeric className="max-lg:hidden">
              From
            </Th>
          </THead>
          <TBody>
            {denials.map((denial) => (
              <Tr key={denial.requestId}>
                <Td quiet at="aside">
                  <RequestTime at={denial.at} />
                </Td>
                <Td at="lead">
                  <Outcome code={denial.code} className="flex" />
                </Td>
                <Td at="subaside" className="max-w-[180px] truncate narrow:max-w-[45vw]">
                  <KeyName slug={slug} denial={denial} />
                </Td>
                <Td quiet at="sub">
                  <Reason request={denial} />
                </Td>
                <Td mono numeric className="text-ink max-lg:hidden">
                  {denial.ip ?? <span className="text-ink-3">—</span>}
                </Td>
              </Tr>
            ))}
          </TBody>
        </Table>
      )}
    </Panel>
  );
}

function KeyName({ slug, denial }: { slug: string; denial: RequestView }) {
  const carry = useCarry();
  if (!denial.keyId || !denial.keyName) return <span className="text-ink-3">—</span>;
  return (
    <Link
      prefetch={false}
      href={carry(`/${slug}/keys/${denial.keyId}`)}
      className="rounded-sm hover:underline"
    >
      {denial.keyName}
    </Link>
  );
}
