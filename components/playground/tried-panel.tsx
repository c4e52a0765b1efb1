"use client";

import { Button } from "@/components/ui/button";
import { Outcome } from "@/components/ui/outcome";
import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import type { Tried } from "./use-playground";

export interface TriedPanelProps {
  tried: readonly Tried[];
  onAgain: (tried: Tried) => void;
  onClear: () => void;
}

/** The checks of this tab, newest first. */
export function TriedPanel({ tried, onAgain, onClear }: TriedPanelProps) {
  if (tried.length === 0) return null;
  return (
    <Panel
      title="Tried before"
      note="Only in this tab"
      flush
      actions={
        <Button variant="ghost" size="m" onClick={onClear} className="narrow:grow-0!">
          Clear
        </Button>
      }
    >
      <ul aria-label="Tried before">
        {tried.map((one) => (
          <li
            key={one.id}
            className="grid min-h-9 grid-cols-[72px_minmax(0,1fr)_240px_minmax(0,2fr)_auto] items-center gap-x-4 border-line border-b py-0.5 pr-2 pl-4 last:border-b-0 narrow:grid-cols-[minmax(0,1fr)_auto] narrow:gap-y-0.5 narrow:py-2"
          >
            <Time
              at={one.at}
              as="seconds"
              className="text-ink-2 narrow:col-start-2 narrow:row-start-1 narrow:pr-2"
            />
            <span className="truncate font-medium narrow:row-start-1">{one.name}</span>
            <Outcome code={one.code} className="narrow:col-start-1" />
            <code className="truncate text-ink-2 narrow:col-start-1 narrow:empty:hidden">
              {one.draft.permissions}
            </code>
            <Button
              variant="ghost"
              size="m"
              aria-label={`Again: ${one.name}, ${one.code}`}
              onClick={() => onAgain(one)}
              className="narrow:col-start-2 narrow:row-start-2"
            >
              Again
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
