"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import { fieldFault, formFault } from "@/components/forms/problem-text";
import { OwnerInput } from "@/components/identities/owner-input";
import { PresetField } from "@/components/permissions/preset-field";
import { Button } from "@/components/ui/button";
import { DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { useZone } from "@/components/ui/time";
import type { ApiView } from "@/lib/apis/schemas";
import type { ActionProblem } from "@/lib/http/action";
import type { KeyDraft } from "./actions";
import { type CreateFields, draftOf } from "./create-draft";
import { CreateMore } from "./create-more";
import { expiryFault, expiryOf, NO_LIFETIMES } from "./expiry";
import { ExpiryField } from "./expiry-field";
import { readMetadata } from "./metadata-field";

export interface CreateFormProps {
  apis: readonly Pick<
    ApiView,
    "id" | "name" | "defaultPrefix" | "permissions" | "defaultLifetimeSeconds" | "maxLifetimeSeconds"
  >[];
  /** The workspace's roles, to be chosen from. */
  roles?: readonly string[] | undefined;
  fields: CreateFields;
  onChange: (fields: CreateFields) => void;
  problem: ActionProblem | undefined;
  busy: boolean;
  onSubmit: (draft: KeyDraft) => void;
}

const SHOWN = [
  "name",
  "apiId",
  "environment",
  "prefix",
  "externalId",
  "permissions",
  "roles",
  "expiresAt",
  "ratelimits",
  "credits",
  "ipAllowlist",
  "publishable",
  "allowedOrigins",
  "metadata",
];

/** Everything a key is created with. What is wrong is said at its field; what was typed stays. */
export function CreateForm({ apis, roles = [], fields, onChange, problem, busy, onSubmit }: CreateFormProps) {
  const zone = useZone();
  const form = useRef<HTMLFormElement>(null);
  const [dateMissing, setDateMissing] = useState(false);
  const [metadataWrong, setMetadataWrong] = useState(false);
  // A long form: what is wrong may lie out of sight.
  useEffect(() => {
    if (problem || dateMissing || metadataWrong)
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problem, dateMissing, metadataWrong]);
  const api = apis.find((each) => each.id === fields.apiId);
  const set = (change: Partial<CreateFields>) => onChange({ ...fields, ...change });
  const fault = (field: string) => fieldFault(problem, field);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setMetadataWrong("fault" in readMetadata(fields.metadata));
    const now = Date.now();
    const draft = draftOf(fields, zone, now);
    setDateMissing(expiryOf(fields.expiry, zone, now) === undefined);
    if (draft && !expiryFault(fields.expiry, api ?? NO_LIFETIMES, zone, now)) onSubmit(draft);
  };
  const prefix = fields.prefix ?? api?.defaultPrefix ?? "";
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <DialogBody>
        <Field label="Name" help="What uses it: the service, and its place." error={fault("name")}>
          <Input
            value={fields.name}
            onChange={(event) => set({ name: event.target.value })}
            autoComplete="off"
            placeholder="dispatch-worker"
            autoFocus
          />
        </Field>
        <div className="grid grid-cols-2 gap-4 narrow:grid-cols-1">
          <Field label="API" error={fault("apiId")}>
            <Select
              options={apis.map(({ id, name }) => ({ value: id, label: name }))}
              value={fields.apiId}
              onValueChange={(apiId) => set({ apiId })}
            />
          </Field>
          <Field label="Environment" as="group" error={fault("environment")}>
            <Segmented
              label="Environment"
              name="environment"
              size="l"
              className="w-full"
              options={[
                { value: "live", label: "Live" },
                { value: "test", label: "Test" },
              ]}
              value={fields.environment}
              onValueChange={(environment) => set({ environment })}
            />
          </Field>
          <Field
            label="Owner"
            optional
            help="Your own id for the consumer, known or new."
            error={fault("externalId")}
            className="col-span-2 narrow:col-span-1"
          >
            <OwnerInput value={fields.externalId} onValueChange={(externalId) => set({ externalId })} />
          </Field>
        </div>
        <PresetField
          values={fields.permissions}
          onChange={(permissions) => set({ permissions })}
          offered={api?.permissions ?? []}
          apiName={api?.name ?? "this API"}
          error={fault("permissions")}
        />
        <ExpiryField
          draft={fields.expiry}
          onChange={(expiry) => {
            setDateMissing(false);
            set({ expiry });
          }}
          error={dateMissing ? "Give a date and a time." : fault("expiresAt")}
          api={api ?? NO_LIFETIMES}
          isNew
        />
        <CreateMore
          fields={fields}
          set={set}
          problem={problem}
          metadataWrong={metadataWrong}
          prefix={prefix}
          roles={roles}
        />
        <FormError>{formFault(problem, SHOWN)}</FormError>
      </DialogBody>
      <DialogFooter note="The secret follows, this once.">
        <DialogClose>Cancel</DialogClose>
        <Button type="submit" variant="primary" loading={busy}>
          Create key
        </Button>
      </DialogFooter>
    </form>
  );
}
