"use client";

import { Shield } from "lucide-react";
import { useEffect, useRef } from "react";
import { PageHeader } from "@/components/shell/page";
import { Badge } from "@/components/ui/badge";
import { ZoneNote } from "@/components/ui/time";
import type { PlaygroundActions } from "./actions";
import { AnswerPanel } from "./answer-panel";
import { Decision } from "./decision";
import type { Draft } from "./draft";
import { RemedyBar } from "./remedy-bar";
import { RequestForm } from "./request-form";
import { TriedPanel } from "./tried-panel";
import { type Shown, type Tried, usePlayground } from "./use-playground";

export interface PlaygroundProps {
  slug: string;
  initial: Draft;
  appUrl: string;
  mayUpdate: boolean;
  actions: PlaygroundActions;
}

export function PlaygroundHeader() {
  return (
    <PageHeader
      title="Playground"
      badges={
        <>
          <Badge icon={<Shield />}>Dry run</Badge>
          <span className="text-ink-2">
            Real keys, real rules. No limit taken, no credit spent, nothing counted.
          </span>
        </>
      }
    />
  );
}

/** Asks what a verification would answer, and shows why. */
export function Playground({ slug, initial, appUrl, mayUpdate, actions }: PlaygroundProps) {
  const { draft, change, shown, outdated, problem, tried, forget, busy, check } = usePlayground(
    initial,
    actions,
  );
  const page = useRef<HTMLDivElement>(null);
  useShownInView(shown);
  const focus = (selector: string) => {
    // After the field was rendered.
    requestAnimationFrame(() => page.current?.querySelector<HTMLInputElement>(selector)?.focus());
  };
  const goTo = (field: "ip" | "origin" | "secret") => {
    if (field === "secret") change({ secret: "", key: null });
    focus(field === "secret" ? "[data-playground=secret]" : `[name=${field}]`);
  };
  const again = (one: Tried) => {
    if (one.draft.secret === null) return check(one.draft);
    // The value itself was not kept.
    change(one.draft);
    focus("[data-playground=secret]");
  };
  return (
    <div ref={page} className="flex flex-col">
      <PlaygroundHeader />
      <div className="grid grid-cols-[272px_minmax(0,1fr)_392px] gap-4 max-[1340px]:grid-cols-[272px_minmax(0,1fr)] max-[1340px]:grid-rows-[auto_1fr] narrow:grid-cols-1 narrow:grid-rows-none">
        <RequestForm
          draft={draft}
          onChange={change}
          onCheck={() => check(draft)}
          busy={busy}
          problem={problem}
          limits={limitNames(shown)}
        />
        <Decision
          shown={shown}
          outdated={outdated}
          remedy={
            shown && (
              <RemedyBar
                slug={slug}
                shown={shown}
                mayUpdate={mayUpdate}
                change={actions.change}
                read={actions.read}
                onChanged={() => check(draft)}
                onNewest={(key) => check({ ...draft, secret: null, key: { id: key.id, name: key.name } })}
                onField={goTo}
              />
            )
          }
        />
        <AnswerPanel draft={draft} shown={shown} appUrl={appUrl} />
      </div>
      <div className="pt-4">
        <TriedPanel tried={tried} onAgain={again} onClear={forget} />
      </div>
      <ZoneNote className="pt-4" />
      <p role="status" className="sr-only">
        {shown?.checked.explanation.answer.code}
      </p>
    </div>
  );
}

function limitNames(shown: Shown | undefined): string[] {
  return shown?.checked.key?.ratelimits.map((limit) => limit.name) ?? [];
}

/** On a narrow screen the decision stands under the form. */
function useShownInView(shown: Shown | undefined) {
  useEffect(() => {
    if (shown && window.matchMedia("(width < 720px)").matches)
      document.getElementById("decision")?.scrollIntoView({ block: "start" });
  }, [shown]);
}
