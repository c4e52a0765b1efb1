import type { Metadata } from "next";
import { DocsPage } from "@/components/docs/docs-page";
import { Inline } from "@/components/docs/inline";
import { OperationList } from "@/components/docs/operation-list";
import { byTag, readOperations } from "@/lib/docs/reference";
import { runtime } from "@/lib/runtime/runtime";

export const metadata: Metadata = { title: "API reference" };

export default function Reference() {
  const { appUrl } = runtime().config;
  const groups = byTag(readOperations(appUrl)).map(({ tag, about, operations }) => ({
    tag,
    about,
    operations: operations.map(({ id, title, method, path, summary }) => ({
      id,
      title,
      method,
      path,
      summary,
      tag,
    })),
  }));
  const rules = [
    `The server is \`${appUrl}\`. Send a root key with each request: \`Authorization: Bearer lk_root_…\`.`,
    "Times are RFC 3339 in UTC; a duration's unit is in its name. Unknown fields are refused by name.",
    "Lists take `limit` and `cursor`, and answer `items` and `nextCursor`, which is null on the last page.",
    "Writes take `Idempotency-Key`: the same key and request answer the same for a day. `If-Match` with an ETag refuses a change of what was changed meanwhile.",
    "What fails answers `application/problem+json`; its `type` leads to a page of [Errors](/docs/errors).",
    "The same as a document for machines: [OpenAPI 3.1](/api/v1/openapi.json).",
  ];
  return (
    <DocsPage wide>
      <div className="mx-auto max-w-[880px]">
        <h1 className="pb-2 font-semibold text-figure">API reference</h1>
        <ul className="ml-5 flex list-disc flex-col gap-1 pb-5 text-ink-2">
          {rules.map((rule) => (
            <li key={rule} className="pl-1 marker:text-ink-3">
              <Inline text={rule} />
            </li>
          ))}
        </ul>
        <OperationList groups={groups} />
      </div>
    </DocsPage>
  );
}
