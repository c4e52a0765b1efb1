// biome-ignore-all lint/a11y/noNoninteractiveTabindex: code that scrolls sideways must be reachable by keyboard
"use client";

import { Tabs as Base } from "@base-ui/react/tabs";
import { useState } from "react";
import { cn } from "./cn";
import { CopyButton } from "./copy-button";

export interface CodeSample {
  /** Stable within the block. */
  id: string;
  /** The tab: “curl”, “TypeScript”. */
  label: string;
  code: string;
  /** What is copied, where it differs from what is shown. */
  copy?: string | undefined;
}

export interface CodeBlockProps {
  samples: readonly CodeSample[];
  /** Names the tabs. */
  label?: string | undefined;
  /** Tells the block's regions from those of another on the same page: “2”, “rate_limited”. */
  place?: string | undefined;
  onCopied?: ((sample: CodeSample) => void) | undefined;
  className?: string | undefined;
}

const token =
  /(?<comment>(?:^|\s)(?:#|\/\/)[^\n]*)|(?<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)/g;

/** Strings and comments, told apart; nothing more is needed to read a call. */
function Coloured({ code }: { code: string }) {
  const parts = [];
  let at = 0;
  for (const match of code.matchAll(token)) {
    parts.push(code.slice(at, match.index));
    const style = match.groups?.["comment"] ? "text-ink-3" : "text-o-valid-t";
    parts.push(
      <span key={match.index} className={style}>
        {match[0]}
      </span>,
    );
    at = match.index + match[0].length;
  }
  parts.push(code.slice(at));
  return <code>{parts}</code>;
}

function Sample({ code, label }: { code: string; label: string }) {
  return (
    <section
      tabIndex={0}
      aria-label={label}
      className="overflow-x-auto rounded-b-lg p-3 font-mono text-[12px] text-ink leading-5 focus-visible:-outline-offset-2"
    >
      <pre>
        <Coloured code={code} />
      </pre>
    </section>
  );
}

/** Code with copy; tabs if there are several languages. */
export function CodeBlock({ samples, label = "Language", place, onCopied, className }: CodeBlockProps) {
  const [shown, setShown] = useState(samples[0]?.id ?? "");
  const current = samples.find((sample) => sample.id === shown) ?? samples[0];
  if (!current) return null;
  return (
    <Base.Root
      value={current.id}
      onValueChange={(next) => setShown(String(next))}
      className={cn("min-w-0 rounded-lg border border-line bg-inset", className)}
    >
      <div className="flex h-9 items-center justify-between gap-3 border-line border-b pr-1 pl-3">
        <Base.List aria-label={label} className="scroll-quiet flex h-full gap-4 overflow-x-auto">
          {samples.map((sample) => (
            <Base.Tab
              key={sample.id}
              value={sample.id}
              className={({ active }) =>
                cn(
                  "relative h-full shrink-0 text-ink-2 text-label hover:text-ink focus-visible:-outline-offset-2",
                  active &&
                    "font-medium text-ink after:absolute after:inset-x-0 after:bottom-0 after:h-0.5 after:bg-ink after:content-['']",
                )
              }
            >
              {sample.label}
            </Base.Tab>
          ))}
        </Base.List>
        <CopyButton
          text={current.copy ?? current.code}
          variant="ghost"
          size="s"
          onCopied={() => onCopied?.(current)}
        />
      </div>
      {samples.map((sample) => (
        <Base.Panel key={sample.id} value={sample.id} tabIndex={-1}>
          <Sample code={sample.code} label={[sample.label, "code", place].filter(Boolean).join(" ")} />
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
