import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CodePage } from "@/components/docs/code-page";
import { DocsPage } from "@/components/docs/docs-page";
import { Inline } from "@/components/docs/inline";
import { Badge } from "@/components/ui/badge";
import { Outcome } from "@/components/ui/outcome";
import { exampleProblem } from "@/lib/docs/example-problem";
import { OUTCOME_PAGES } from "@/lib/docs/outcome-pages";
import { PROBLEM_PAGES } from "@/lib/docs/problem-pages";
import { PROBLEMS, type ProblemCode } from "@/lib/platform/errors/problem";
import { runtime } from "@/lib/runtime/runtime";
import { VERIFICATION_CODES, type VerificationCode } from "@/lib/verify/codes";
import { codeLinks } from "../code-links";

type Props = { params: Promise<{ code: string }> };

const isProblem = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);
const isOutcome = (code: string): code is VerificationCode =>
  (VERIFICATION_CODES as readonly string[]).includes(code);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { code } = await params;
  return { title: isProblem(code) || isOutcome(code) ? code : "Not found" };
}

/** Where the `type` of every problem leads, and a page for each outcome of a verification. */
export default async function ErrorPage({ params }: Props) {
  const { code } = await params;
  if (!isProblem(code) && !isOutcome(code)) notFound();
  return (
    <DocsPage side={codeLinks(code)} sideLabel="Codes">
      {isProblem(code) ? <ProblemPage code={code} /> : <OutcomePage code={code} />}
    </DocsPage>
  );
}

function ProblemPage({ code }: { code: ProblemCode }) {
  const { status, title } = PROBLEMS[code];
  const body = exampleProblem(code, runtime().config.appUrl);
  return (
    <CodePage
      title={<code>{code}</code>}
      verdict={
        <>
          <Badge mono>{status}</Badge>
          {title}
        </>
      }
      {...PROBLEM_PAGES[code]}
      example={{ label: `${status} application/problem+json`, body }}
    />
  );
}

function OutcomePage({ code }: { code: VerificationCode }) {
  const { status, answer, ...text } = OUTCOME_PAGES[code];
  return (
    <CodePage
      title={<code>{code}</code>}
      verdict={
        <>
          <Outcome code={code} as="pill" /> an outcome of verifying a key
        </>
      }
      {...text}
      between={
        <>
          <h2 className="pt-6 pb-1 font-semibold text-page">What your service answers</h2>
          <p>
            <Inline
              text={
                status.code === 200
                  ? "What it answers to anybody who may: the request goes on."
                  : `\`${status.code}\`: ${status.why}. [Verifying a key in your backend](/docs/guides/verify) has middleware that does so.`
              }
            />
          </p>
        </>
      }
      example={{ label: "200 application/json", body: answer }}
    />
  );
}
