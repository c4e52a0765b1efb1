"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState, useTransition } from "react";
import { numberOf } from "@/components/forms/number-of";
import { fieldFault, formFault } from "@/components/forms/problem-text";
import { LimitRows, limitRows, limitsOf } from "@/components/limits/limit-rows";
import { PageHeader } from "@/components/shell/page";
import { Button, ButtonLink } from "@/components/ui/button";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { formatPlural } from "@/components/ui/number-format";
import { Panel } from "@/components/ui/panel";
import { toast } from "@/components/ui/toast";
import type { ApiView } from "@/lib/apis/schemas";
import type { ActionProblem } from "@/lib/http/action";
import type { ApiActions } from "./actions";

export interface ApiDefaultsProps {
  slug: string;
  api: ApiView;
  /** Keys that are not revoked, and those of them that have an administrative permission. */
  keys: { all: number; administrative: number; limitless: number };
  update: ApiActions["updateDefaults"] | null;
}

const DAY_SECONDS = 86_400;
const days = (seconds: number | null) => (seconds === null ? "" : String(seconds / DAY_SECONDS));
/** Null: none. What is no number is left to the server to name. */
const seconds = (text: string) => (text.trim() === "" ? null : Math.round(numberOf(text) * DAY_SECONDS));

/** What an API's keys are held to unless they say otherwise. */
export function ApiDefaults({ slug, api, keys, update }: ApiDefaultsProps) {
  const router = useRouter();
  const [limits, setLimits] = useState(() => limitRows(api.ratelimits));
  const [strict, setStrict] = useState(() => limitRows(api.administrativeRatelimits));
  const [usual, setUsual] = useState(days(api.defaultLifetimeSeconds));
  const [longest, setLongest] = useState(days(api.maxLifetimeSeconds));
  const [problem, setProblem] = useState<ActionProblem>();
  const [busy, start] = useTransition();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!update) return;
    start(async () => {
      const result = await update(
        {
          ratelimits: limitsOf(limits),
          administrativeRatelimits: limitsOf(strict),
          defaultLifetimeSeconds: seconds(usual),
          maxLifetimeSeconds: seconds(longest),
        },
        api.version,
      );
      setProblem(result.ok ? undefined : result.problem);
      if (!result.ok) return;
      toast.success(`The defaults of ${api.name} were saved`);
      router.refresh();
    });
  };
  const plain = keys.all - keys.administrative;
  return (
    <form onSubmit={submit} noValidate>
      <PageHeader
        title={api.name}
        facts={
          <>
            <code>{api.id}</code>
            <span>
              <b>{formatPlural(keys.all, "key")}</b>
            </span>
          </>
        }
        actions={
          <>
            <ButtonLink href={`/${slug}/keys?api=${api.id}`}>Its keys</ButtonLink>
            {update && (
              <Button type="submit" variant="primary" loading={busy}>
                Save
              </Button>
            )}
          </>
        }
      />
      <FormError>
        {formFault(problem, [
          "ratelimits",
          "administrativeRatelimits",
          "defaultLifetimeSeconds",
          "maxLifetimeSeconds",
        ])}
      </FormError>
      <fieldset disabled={!update} className="grid min-w-0 grid-cols-2 items-start gap-4 max-lg:grid-cols-1">
        <Panel title="Default limits">
          <p className="pb-3 text-ink-2">
            Hold from the next call on for {formatPlural(plain, "key")}, wherever a key or its identity has no
            limit of the same name.
          </p>
          <LimitRows rows={limits} onChange={setLimits} problem={problem} none="No default limit." />
        </Panel>
        <Panel title="Limits of administrative keys">
          <p className="pb-3 text-ink-2">
            In their place for {formatPlural(keys.administrative, "key")} with a permission that is marked
            administrative. Without one, such keys have no default limit.
          </p>
          <LimitRows
            rows={strict}
            onChange={setStrict}
            field="administrativeRatelimits"
            problem={problem}
            none="No limit of their own."
          />
        </Panel>
        <Panel title="Lifetime of new keys">
          <p className="pb-3 text-ink-2">
            For keys that are created from now on. Those that exist keep their expiry
            {keys.limitless > 0 &&
              `; ${formatPlural(keys.limitless, "key")} ${keys.limitless === 1 ? "never expires" : "never expire"}`}
            .
          </p>
          <div className="grid grid-cols-2 gap-3 narrow:grid-cols-1">
            <Field
              label="Default, in days"
              optional
              error={fieldFault(problem, "defaultLifetimeSeconds")}
              help="For keys that are created without an expiry. Empty: the longest, or never."
            >
              <Input inputMode="decimal" value={usual} onChange={(event) => setUsual(event.target.value)} />
            </Field>
            <Field
              label="Longest, in days"
              optional
              error={fieldFault(problem, "maxLifetimeSeconds")}
              help="No key may be given a later expiry. Empty: any."
            >
              <Input
                inputMode="decimal"
                value={longest}
                onChange={(event) => setLongest(event.target.value)}
              />
            </Field>
          </div>
        </Panel>
      </fieldset>
    </form>
  );
}
