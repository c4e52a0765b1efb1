import { formatCount, formatShare } from "@/components/ui/number-format";
import { Outcome } from "@/components/ui/outcome";
import { OUTCOME_ORDER } from "@/components/ui/outcomes";
import { Panel } from "@/components/ui/panel";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import type { Operations } from "@/lib/runtime/operations/read-operations";
import { rateWords, type Span } from "./rates";

/** Verifications of every workspace by outcome: how many a second now, and since the processes started. */
export function OutcomeRates({ span, total }: { span: Span; total: Operations["verifications"] }) {
  const all = Object.values(total).reduce((sum, count) => sum + count, 0);
  const codes = OUTCOME_ORDER.filter((code) => total[code] > 0);
  return (
    <Panel title="Verifications" note="of all workspaces" flush>
      {codes.length === 0 ? (
        <p className="px-4 py-3 text-ink-3">None since the start.</p>
      ) : (
        <Table label="Verifications by outcome" dense stack>
          <THead>
            <Th>Outcome</Th>
            <Th numeric>A second</Th>
            <Th numeric>Since the start</Th>
            <Th numeric>Share</Th>
          </THead>
          <TBody>
            {codes.map((code) => (
              <Tr key={code}>
                <Td at="lead">
                  <Outcome code={code} />
                </Td>
                <Td numeric at="subaside">
                  {span.ms === null ? "—" : rateWords(span.verifications[code], span.ms)}
                  <span className="text-ink-3 md:hidden"> a second</span>
                </Td>
                <Td numeric at="aside">
                  {formatCount(total[code])}
                </Td>
                <Td numeric quiet at="sub">
                  {formatShare(total[code], all)}
                </Td>
              </Tr>
            ))}
          </TBody>
        </Table>
      )}
    </Panel>
  );
}
