import type { ReactNode } from "react";
import { CodeBlock } from "@/components/ui/code-block";
import { Inline } from "./inline";

/** What an error's page and an outcome's page have in common: what it means, why, what to do, an example. */
export function CodePage({
  title,
  verdict,
  means,
  causes,
  remedies,
  between,
  example,
}: {
  title: ReactNode;
  /** Its status, or its look in the product. */
  verdict: ReactNode;
  means: string;
  causes: readonly string[];
  remedies: readonly string[];
  between?: ReactNode;
  example: { label: string; body: unknown };
}) {
  return (
    <article>
      <h1 className="font-semibold text-figure [overflow-wrap:anywhere]">{title}</h1>
      <div className="flex flex-wrap items-center gap-2 pt-2 text-ink-2">{verdict}</div>
      <h2 className="pt-6 pb-1 font-semibold text-page">What it means</h2>
      <p>
        <Inline text={means} />
      </p>
      {between}
      <h2 className="pt-6 pb-1 font-semibold text-page">Likely causes</h2>
      <Lines items={causes} />
      <h2 className="pt-6 pb-1 font-semibold text-page">What to do</h2>
      <Lines items={remedies} />
      <h2 className="pt-6 pb-2 font-semibold text-page">An example</h2>
      <CodeBlock
        samples={[{ id: "answer", label: example.label, code: JSON.stringify(example.body, null, 2) }]}
      />
    </article>
  );
}

function Lines({ items }: { items: readonly string[] }) {
  return (
    <ul className="ml-5 flex list-disc flex-col gap-1.5 pt-1">
      {items.map((item) => (
        <li key={item} className="pl-1 marker:text-ink-3">
          <Inline text={item} />
        </li>
      ))}
    </ul>
  );
}
