"use client";

import type { ReactNode } from "react";
import { creditsOf } from "@/components/credits/credits-draft";
import { CreditsFields } from "@/components/credits/credits-fields";
import { fieldFault } from "@/components/forms/problem-text";
import { LimitRows } from "@/components/limits/limit-rows";
import { LIMIT_PRESETS, limitWords } from "@/components/limits/limit-words";
import { Checkbox } from "@/components/ui/choice";
import { Disclosure } from "@/components/ui/disclosure";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { formatPlural } from "@/components/ui/number-format";
import { Segmented } from "@/components/ui/segmented";
import type { ActionProblem } from "@/lib/http/action";
import { AddressField, OriginField } from "./address-field";
import { type CreateFields, readsOnly } from "./create-draft";
import { MetadataField } from "./metadata-field";
import { RoleField } from "./role-field";

export interface CreateMoreProps {
  fields: CreateFields;
  set: (change: Partial<CreateFields>) => void;
  problem: ActionProblem | undefined;
  metadataWrong: boolean;
  /** The prefix that stands unless another is given. */
  prefix: string;
  roles: readonly string[];
}

/** A folded part of the form that says what it holds, and opens by itself where something in it is wrong. */
function Fold({
  title,
  now,
  wrong,
  children,
}: {
  title: string;
  now: string;
  wrong: boolean;
  children: ReactNode;
}) {
  return (
    <Disclosure
      open={wrong || undefined}
      title={
        <>
          <span className="font-medium text-ink">{title}</span> <span className="pl-1 text-ink-3">{now}</span>
        </>
      }
    >
      <div className="flex flex-col gap-4 pt-1 text-ink">{children}</div>
    </Disclosure>
  );
}

/** What a key can have beyond a name: folded, so that the simple case stays simple. */
export function CreateMore({ fields, set, problem, metadataWrong, prefix, roles }: CreateMoreProps) {
  const wrong = (...names: string[]) => names.some((name) => fieldFault(problem, name) !== undefined);
  const fault = (name: string) => fieldFault(problem, name);
  const credits = creditsOf(fields.credits);
  const addresses = fields.ipAllowlist.length;
  return (
    <div className="rounded-md border border-line-2">
      <Fold title="Limits" now={limitsNow(fields)} wrong={wrong("ratelimits")}>
        <LimitChoice fields={fields} set={set} problem={problem} />
      </Fold>
      <Fold
        title="Credits"
        now={credits ? (credits.refill ? `refilled ${credits.refill.interval}` : "one-time") : "not counted"}
        wrong={wrong("credits")}
      >
        <CreditsFields draft={fields.credits} onChange={(next) => set({ credits: next })} problem={problem} />
      </Fold>
      <Fold
        title="Roles and addresses"
        now={`${fields.roles.length > 0 ? fields.roles.join(", ") : "no role"}, ${
          addresses > 0 ? formatPlural(addresses, "address range") : "any address"
        }`}
        wrong={wrong("roles", "ipAllowlist")}
      >
        <RoleField
          values={fields.roles}
          onChange={(next) => set({ roles: next })}
          offered={roles}
          error={fault("roles")}
        />
        <AddressField
          values={fields.ipAllowlist}
          onChange={(ipAllowlist) => set({ ipAllowlist })}
          error={fault("ipAllowlist")}
        />
      </Fold>
      <Fold
        title="Publishable"
        now={fields.publishable ? "for browsers and apps" : "no: it is a secret"}
        wrong={wrong("publishable", "allowedOrigins")}
      >
        <Checkbox
          label="Anyone may see this key"
          note="For browsers and apps. It begins with pk, may only read, and works from the pages given here."
          checked={fields.publishable}
          onChange={(event) => {
            const publishable = event.target.checked;
            set({
              publishable,
              ...(publishable ? { permissions: readsOnly(fields.permissions), roles: [] } : {}),
            });
          }}
        />
        {fields.publishable && (
          <OriginField
            values={fields.allowedOrigins}
            onChange={(allowedOrigins) => set({ allowedOrigins })}
            error={fault("allowedOrigins")}
          />
        )}
      </Fold>
      <Fold
        title="Prefix and metadata"
        now={`${fields.publishable ? "pk" : prefix}, ${fields.metadata.trim() ? "metadata" : "no metadata"}`}
        wrong={wrong("prefix", "metadata") || metadataWrong}
      >
        <Field
          label="Prefix"
          help={
            <>
              Its secrets begin{" "}
              <code className="text-ink-2">{`${fields.publishable ? "pk" : prefix || "sk"}_${fields.environment}_`}</code>
            </>
          }
          error={fault("prefix")}
        >
          <Input
            mono
            value={fields.publishable ? "pk" : prefix}
            disabled={fields.publishable}
            onChange={(event) => set({ prefix: event.target.value })}
          />
        </Field>
        <MetadataField
          text={fields.metadata}
          onChange={(text) => set({ metadata: text })}
          error={fault("metadata")}
        />
      </Fold>
    </div>
  );
}

function limitsNow({ limit }: CreateFields): string {
  if (limit.preset === "own") return formatPlural(limit.own.length, "limit");
  const chosen = LIMIT_PRESETS.find((each) => each.value === limit.preset)?.limit;
  return chosen ? limitWords(chosen) : "the API’s defaults";
}

function LimitChoice({ fields, set, problem }: Pick<CreateMoreProps, "fields" | "set" | "problem">) {
  const { limit } = fields;
  const chosen = LIMIT_PRESETS.find((each) => each.value === limit.preset)?.limit;
  return (
    <>
      <Field
        label="Rate limit"
        as="group"
        help={
          chosen ? (
            <>
              At most {limitWords(chosen)}, in any such window; what is over gets <code>RATE_LIMITED</code>.
            </>
          ) : undefined
        }
      >
        <Segmented
          label="Rate limit"
          name="ratelimit"
          size="l"
          className="w-full"
          options={LIMIT_PRESETS}
          value={limit.preset}
          onValueChange={(preset) => set({ limit: { ...limit, preset } })}
        />
      </Field>
      {limit.preset === "own" && (
        <LimitRows
          rows={limit.own}
          onChange={(own) => set({ limit: { ...limit, own } })}
          problem={problem}
          none="No limit of its own: its API’s defaults hold."
        />
      )}
    </>
  );
}
