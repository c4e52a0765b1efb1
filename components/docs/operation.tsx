import { Badge } from "@/components/ui/badge";
import { CodeBlock, type CodeSample } from "@/components/ui/code-block";
import { Disclosure } from "@/components/ui/disclosure";
import type { Answer, Operation } from "@/lib/docs/reference";
import { fieldsOf } from "@/lib/docs/schema-fields";
import { Inline } from "./inline";
import { Method } from "./method";
import { SchemaFields } from "./schema-fields";

const IN = { path: "In the path", query: "In the query", header: "In headers" } as const;

/** One operation: what it takes, what it answers, and code beside it. */
export function OperationView({
  operation,
  samples,
}: {
  operation: Operation;
  samples: readonly CodeSample[];
}) {
  const success = operation.answers.find((answer) => answer.status < "300");
  return (
    <article>
      <h1 className="font-semibold text-figure">{operation.title}</h1>
      <p className="flex flex-wrap items-baseline gap-x-2.5 pt-1.5">
        <Method method={operation.method} />
        <code className="text-[13px] [overflow-wrap:anywhere]">{operation.path}</code>
      </p>
      <p className="pt-3">
        <Inline text={operation.summary} />
      </p>
      <p className="pt-1 text-ink-2">
        <Inline text={operation.description ?? "Any root key may do this."} />
      </p>
      <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,440px)] gap-8 pt-5 max-lg:grid-cols-1">
        <div className="order-2 flex min-w-0 flex-col gap-4 lg:sticky lg:top-16 lg:self-start max-lg:order-1">
          <CodeBlock samples={samples} label="Language of the request" />
          {success?.content && <Example answer={success} />}
        </div>
        <div className="order-1 min-w-0 max-lg:order-2">
          <Parameters operation={operation} />
          {operation.body && (
            <section aria-label="Body">
              <h2 className="font-semibold text-section">
                Body <span className="font-normal text-body text-ink-3">application/json</span>
              </h2>
              <SchemaFields fields={fieldsOf(operation.body.schema)} label="Fields of the body" />
            </section>
          )}
          <Answers answers={operation.answers} />
        </div>
      </div>
    </article>
  );
}

function Example({ answer }: { answer: Answer }) {
  const code = JSON.stringify(answer.content?.example, null, 2);
  return (
    <CodeBlock
      samples={[{ id: "answer", label: `${answer.status} answer`, code }]}
      label="Answer"
      className="[&_section]:max-h-[420px] [&_section]:overflow-y-auto"
    />
  );
}

function Parameters({ operation }: { operation: Operation }) {
  return (["path", "query", "header"] as const).map((place) => {
    const own = operation.parameters.filter((parameter) => parameter.in === place);
    if (own.length === 0) return null;
    const fields = fieldsOf({
      properties: Object.fromEntries(
        own.map(({ name, schema, description }) => [name, { ...schema, description }]),
      ),
      required: own.filter((parameter) => parameter.required).map((parameter) => parameter.name),
    });
    return (
      <section key={place} aria-label={IN[place]} className="pb-4">
        <h2 className="font-semibold text-section">{IN[place]}</h2>
        <SchemaFields fields={fields} label={`Parameters: ${IN[place].toLowerCase()}`} />
      </section>
    );
  });
}

/** What it answers by status: a success open, problems closed with their examples. */
function Answers({ answers }: { answers: readonly Answer[] }) {
  return (
    <section aria-label="Answers" className="pt-4">
      <h2 className="pb-2 font-semibold text-section">Answers</h2>
      <div className="rounded-lg border border-line text-body">
        {answers.map((answer) => (
          <Disclosure
            key={answer.status}
            open={answer.status < "300"}
            title={
              <span className="flex items-baseline gap-2">
                <Badge mono>{answer.status}</Badge>
                <span className="min-w-0">
                  <Inline text={answer.description} />
                </span>
              </span>
            }
          >
            <AnswerBody answer={answer} />
          </Disclosure>
        ))}
      </div>
    </section>
  );
}

function AnswerBody({ answer }: { answer: Answer }) {
  const { problems, content } = answer;
  const fields = content && problems.length === 0 ? fieldsOf(content.schema) : [];
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {answer.headers.length > 0 && (
        <ul aria-label={`Headers of ${answer.status}`} className="divide-y divide-line">
          {answer.headers.map((header) => (
            <li key={header.name} className="py-1.5">
              <code className="text-ink">{header.name}</code> <Inline text={header.description} />
            </li>
          ))}
        </ul>
      )}
      {fields.length > 0 && <SchemaFields fields={fields} label={`Fields of the ${answer.status} answer`} />}
      {problems.map(({ code, value }) => (
        <div key={code} className="min-w-0">
          <p className="pb-1.5">
            <Inline text={`[${code}](/docs/errors/${code})`} />
          </p>
          <CodeBlock
            place={code}
            samples={[{ id: code, label: "application/problem+json", code: JSON.stringify(value, null, 2) }]}
          />
        </div>
      ))}
      {!content && answer.headers.length === 0 && <p>No body.</p>}
    </div>
  );
}
