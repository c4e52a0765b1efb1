"use client";

import { Check, Minus } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { Outcome } from "@/components/ui/outcome";
import { OUTCOMES } from "@/components/ui/outcomes";
import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import type { Step } from "@/lib/verify/explain-steps";
import { QueryChips } from "./query-chips";
import { lacking } from "./remedy";
import type { Shown } from "./use-playground";

const NAMES: Record<Step["id"], string> = {
  exists: "Exists",
  revoked: "Not revoked",
  enabled: "Enabled",
  expired: "Not expired",
  address: "Address",
  permissions: "Permissions",
  limits: "Limits",
  credits: "Credits",
};
const ORDER = Object.keys(NAMES) as Step["id"][];

/** “at step 6 of 8”. */
function placeOf({ checked }: Shown): string {
  const { steps } = checked.explanation;
  const stop = steps.findIndex((step) => step.outcome === "denied");
  return stop < 0 ? `all ${steps.length} steps passed` : `at step ${stop + 1} of ${steps.length}`;
}

export interface DecisionProps {
  shown: Shown | undefined;
  outdated: boolean;
  /** Stands under the step that denied. */
  remedy: ReactNode;
}

/** The decision as its eight steps: where it stopped, and why. */
export function Decision({ shown, outdated, remedy }: DecisionProps) {
  if (!shown) return <Undecided />;
  const { answer, steps, tookMs } = shown.checked.explanation;
  return (
    <Panel
      id="decision"
      className="scroll-mt-16"
      flush
      title={
        <span className="flex flex-wrap items-center gap-2">
          <Outcome code={answer.code} as="pill" />
          <span className="font-normal text-body text-ink-2">{placeOf(shown)}</span>
        </span>
      }
      actions={
        <span className="pr-2 text-right text-ink-3">
          {outdated ? "The form has changed since" : `${tookMs.toFixed(2)} ms`}
        </span>
      }
    >
      <ol aria-label="Steps of the decision" className="flex flex-col py-1.5">
        {steps.map((step) => (
          <StepRow key={step.id} step={step} shown={shown} remedy={remedy} />
        ))}
      </ol>
    </Panel>
  );
}

const WORDS = { passed: "passed", denied: "denied", not_reached: "not reached" };

function StepRow({ step, shown, remedy }: { step: Step; shown: Shown; remedy: ReactNode }) {
  const { answer } = shown.checked.explanation;
  const look = OUTCOMES[answer.code];
  const denied = step.outcome === "denied";
  const Icon = denied ? look.icon : step.outcome === "passed" ? Check : Minus;
  return (
    <li
      data-outcome={step.outcome}
      className={cn(
        "group relative grid grid-cols-[20px_minmax(0,1fr)] gap-x-3 px-4 py-2",
        denied && cn("py-3", look.tint),
      )}
    >
      <span
        aria-hidden
        className={cn(
          "absolute bottom-0 left-[25.5px] border-line-2 border-l group-last:hidden",
          denied ? "top-8 border-control" : "top-7",
          step.outcome !== "passed" && "border-dashed",
        )}
      />
      {/* The line goes on from one step to the next. */}
      <span
        aria-hidden
        className={cn(
          "absolute top-0 left-[25.5px] border-line-2 border-l group-first:hidden",
          denied ? "h-3" : "h-2",
          step.outcome === "not_reached" && "border-dashed",
        )}
      />
      <span
        className={cn(
          "grid size-5 place-items-center rounded-full border bg-surface [&_.lucide]:size-3",
          step.outcome === "passed" && "border-line-2 text-o-valid-t",
          denied && cn("border-current", look.text),
          step.outcome === "not_reached" && "border-control border-dashed text-ink-3",
        )}
      >
        <Icon aria-hidden />
      </span>
      <div
        className={cn(
          "min-w-0",
          !denied && "grid grid-cols-[104px_minmax(0,1fr)] gap-x-3 max-[480px]:grid-cols-1",
        )}
      >
        <h3
          className={cn(step.outcome === "not_reached" ? "text-ink-3" : "font-medium", denied && look.text)}
        >
          {NAMES[step.id]}
          <span className="sr-only">, {WORDS[step.outcome]}</span>
        </h3>
        <div
          className={cn(
            "min-w-0 break-words",
            denied ? "text-ink" : step.outcome === "passed" ? "text-ink-2" : "text-ink-3",
          )}
        >
          {step.outcome === "not_reached" && "Not reached. "}
          {denied && step.id === "permissions" ? <Lacking shown={shown} /> : <Detail text={step.detail} />}
          {denied && answer.code === "RATE_LIMITED" && <Again shown={shown} />}
          {step.id === "permissions" && <Asked shown={shown} />}
          {denied && remedy}
        </div>
      </div>
    </li>
  );
}

/** Instants in a sentence, in the viewer's zone. */
function Detail({ text }: { text: string }) {
  const parts = text.split(/(\d{4}-\d\d-\d\dT[\d:.]+Z)/);
  return parts.map((part, place) =>
    place % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts have no identity but their place
      <Time key={place} at={part} as="moment" />
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts have no identity but their place
      <Fragment key={place}>{part}</Fragment>
    ),
  );
}

function Lacking({ shown }: { shown: Shown }) {
  const names = lacking(shown.checked, shown.request);
  return (
    <>
      The key lacks{" "}
      {names.map((name, place) => (
        <Fragment key={name}>
          {place > 0 && " and "}
          <code>{name}</code>
        </Fragment>
      ))}
      .
    </>
  );
}

/** When the limit that refused has room again. */
function Again({ shown }: { shown: Shown }) {
  const { answer } = shown.checked.explanation;
  const over = answer.code === "NOT_FOUND" ? undefined : answer.ratelimits.find((limit) => limit.exceeded);
  return over ? (
    <>
      {" "}
      All of it is available again by <Time at={over.resetAt} as="moment" />.
    </>
  ) : null;
}

function Asked({ shown }: { shown: Shown }) {
  const { permissions } = shown.checked.explanation;
  if (!permissions || !shown.request.permissions) return null;
  return (
    <div className="pt-2 pb-0.5">
      <QueryChips query={shown.request.permissions} permissions={permissions} />
    </div>
  );
}

/** Before the first check: what will be decided, in its order. */
function Undecided() {
  return (
    <Panel id="decision" title="Decision" note="Eight steps; the first that denies is the answer" flush>
      <ol aria-label="Steps of the decision" className="flex flex-col py-1.5 text-ink-3">
        {ORDER.map((id, place) => (
          <li key={id} className="flex items-center gap-3 px-4 py-2">
            <span
              aria-hidden
              className="grid size-5 place-items-center rounded-full border border-control border-dashed text-[11px]"
            >
              {place + 1}
            </span>
            {NAMES[id]}
          </li>
        ))}
      </ol>
      <p className="border-line border-t px-4 py-3 text-ink-2">
        Choose a key or paste a secret, then Check. Nothing is taken, spent or counted.
      </p>
    </Panel>
  );
}
