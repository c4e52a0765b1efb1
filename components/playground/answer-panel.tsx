"use client";

import { Tabs as Base } from "@base-ui/react/tabs";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { CopyButton } from "@/components/ui/copy-button";
import { OUTCOMES } from "@/components/ui/outcomes";
import { bodyOf, curlOf, type Draft, elided } from "./draft";
import type { Shown } from "./use-playground";

const TABS = ["Response", "Request", "curl"] as const;
type Tab = (typeof TABS)[number];

export interface AnswerPanelProps {
  draft: Draft;
  shown: Shown | undefined;
  appUrl: string;
}

/** What a backend would get, what it would send, and how to send it from a shell. */
export function AnswerPanel({ draft, shown, appUrl }: AnswerPanelProps) {
  const [tab, setTab] = useState<Tab>("Response");
  const answer = shown?.checked.explanation.answer;
  const presented = draft.secret === null ? "the key's secret" : elided(draft.secret);
  const texts: Record<Tab, string> = {
    Response: answer ? JSON.stringify(answer, null, 2) : "",
    Request: JSON.stringify({ key: presented, ...bodyOf(draft) }, null, 2),
    curl: curlOf(draft, appUrl),
  };
  return (
    <Base.Root
      value={tab}
      onValueChange={(next) => setTab(next as Tab)}
      className="flex min-w-0 flex-col rounded-lg border border-line bg-surface"
    >
      <div className="flex min-h-11 items-center justify-between gap-3 border-line border-b pr-2 pl-4">
        <Base.List aria-label="The call" className="flex h-11 gap-4">
          {TABS.map((name) => (
            <Base.Tab
              key={name}
              value={name}
              className={({ active }) =>
                cn(
                  "relative h-full shrink-0 text-ink-2 hover:text-ink focus-visible:-outline-offset-2",
                  active &&
                    "font-medium text-ink after:absolute after:inset-x-0 after:-bottom-px after:h-0.5 after:bg-ink after:content-['']",
                )
              }
            >
              {name}
            </Base.Tab>
          ))}
        </Base.List>
        <span className="flex items-center gap-1.5">
          {tab === "Response" && answer && <Badge mono>200 OK</Badge>}
          {texts[tab] && (
            <CopyButton iconOnly size="m" text={texts[tab]} label={`Copy ${tab.toLowerCase()}`} />
          )}
        </span>
      </div>
      {TABS.map((name) => (
        <Base.Panel
          key={name}
          value={name}
          tabIndex={-1}
          className={cn("flex-1 rounded-b-lg bg-inset py-2", name !== tab && "hidden")}
        >
          {texts[name] ? (
            <Lines text={texts[name]} tinted={name === "Response" ? answer?.code : undefined} />
          ) : (
            <p className="px-4 py-2 text-ink-2">The answer stands here after a check.</p>
          )}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}

/** JSON or a command with its line numbers; the two lines of the verdict are tinted. */
function Lines({ text, tinted }: { text: string; tinted: keyof typeof OUTCOMES | undefined }) {
  const look = tinted && OUTCOMES[tinted];
  return (
    <pre className="font-mono text-[12px] leading-5">
      {text.split("\n").map((line, place) => {
        const verdict = look && (place === 1 || place === 2);
        return (
          <code
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
            key={place}
            className={cn(
              "grid grid-cols-[28px_minmax(0,1fr)] border-transparent border-l-2 pr-3",
              verdict && cn("border-current", look.tint, look.text),
            )}
          >
            <span aria-hidden className={cn("select-none pr-2 text-right", !verdict && "text-ink-3")}>
              {place + 1}
            </span>
            <span className="min-w-0 whitespace-pre-wrap break-words pl-1">
              <Coloured line={line} plain={look && place === 2 ? look.text : undefined} />
            </span>
          </code>
        );
      })}
    </pre>
  );
}

const token =
  /(?<name>"(?:\\.|[^"\\])*"(?=:))|(?<string>"(?:\\.|[^"\\])*")|(?<number>(?<![\w.:/-])-?\d+(?:\.\d+)?\b)/g;

function Coloured({ line, plain }: { line: string; plain: string | undefined }) {
  const parts = [];
  let at = 0;
  for (const match of line.matchAll(token)) {
    parts.push(line.slice(at, match.index));
    const { name, number } = match.groups ?? {};
    const style = name ? "text-ink-2" : number ? "text-brass-text" : (plain ?? "text-o-valid-t");
    parts.push(
      <span key={match.index} className={style}>
        {match[0]}
      </span>,
    );
    at = match.index + match[0].length;
  }
  parts.push(line.slice(at));
  return parts;
}
