import type { Metadata } from "next";
import Link from "next/link";
import { DocsPage } from "@/components/docs/docs-page";
import { Inline } from "@/components/docs/inline";
import { Outcome } from "@/components/ui/outcome";
import { Panel } from "@/components/ui/panel";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import { OUTCOME_PAGES } from "@/lib/docs/outcome-pages";
import { PROBLEMS, type ProblemCode } from "@/lib/platform/errors/problem";
import { VERIFICATION_CODES } from "@/lib/verify/codes";
import { codeLinks } from "./code-links";

export const metadata: Metadata = { title: "Errors" };

export default function Errors() {
  return (
    <DocsPage side={codeLinks()} sideLabel="Codes">
      <h1 className="pb-2 font-semibold text-figure">Errors</h1>
      <p className="pb-5">
        <Inline text="A request that fails answers `application/problem+json` (RFC 9457). Its `type` is the address of one of these pages, its `code` is what your program should look at, and its `requestId` finds the request in the log. Verifying a key is different: **every outcome is a 200**, and `code` in the answer says which one." />
      </p>
      <div className="flex flex-col gap-5">
        <Panel title="Problems" note="of the management API" flush>
          <Table label="Problems">
            <THead>
              <Th>Status</Th>
              <Th>Code</Th>
              <Th>Title</Th>
            </THead>
            <TBody>
              {(Object.keys(PROBLEMS) as ProblemCode[]).map((code) => (
                <Tr key={code}>
                  <Td quiet>{PROBLEMS[code].status}</Td>
                  <Td mono>
                    <Link href={`/docs/errors/${code}`} prefetch={false} className="link">
                      {code}
                    </Link>
                  </Td>
                  <Td className="whitespace-normal narrow:min-w-[160px]">{PROBLEMS[code].title}</Td>
                </Tr>
              ))}
            </TBody>
          </Table>
        </Panel>
        <Panel title="Outcomes of verify" note="checked in this order" flush>
          <Table label="Outcomes of verify">
            <THead>
              <Th>Code</Th>
              <Th>Your service answers</Th>
            </THead>
            <TBody>
              {VERIFICATION_CODES.map((code) => (
                <Tr key={code}>
                  <Td mono>
                    <Link href={`/docs/errors/${code}`} prefetch={false} className="link">
                      <Outcome code={code} />
                    </Link>
                  </Td>
                  <Td className="whitespace-normal">
                    {OUTCOME_PAGES[code].status.code}, {OUTCOME_PAGES[code].status.why}
                  </Td>
                </Tr>
              ))}
            </TBody>
          </Table>
        </Panel>
      </div>
    </DocsPage>
  );
}
