"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useState, useTransition } from "react";
import { fieldFault, formFault } from "@/components/forms/problem-text";
import { Button } from "@/components/ui/button";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import type { ActionProblem, ActionResult } from "@/lib/http/action";

export interface NameFormProps {
  label: string;
  help: ReactNode;
  name: string;
  /** A server action; answers the name as it is now. */
  save: (name: string) => Promise<ActionResult<{ name: string | null }>>;
  /** Why it cannot be changed. */
  locked?: string | undefined;
  autoComplete: string;
}

/** One name and its button. */
export function NameForm({ label, help, name, save, locked, autoComplete }: NameFormProps) {
  const router = useRouter();
  const [value, setValue] = useState(name);
  const [saved, setSaved] = useState(name);
  const [problem, setProblem] = useState<ActionProblem>();
  const [busy, start] = useTransition();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start(async () => {
      const result = await save(value);
      setProblem(result.ok ? undefined : result.problem);
      if (!result.ok) return;
      setValue(result.value.name ?? "");
      setSaved(result.value.name ?? "");
      toast.success("Name saved");
      router.refresh();
    });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3">
      <Field label={label} help={locked ?? help} error={fieldFault(problem, "name")}>
        <Input
          name="name"
          autoComplete={autoComplete}
          disabled={locked !== undefined}
          value={value}
          onChange={(event) => setValue(event.target.value)}
          className="max-w-[400px]"
        />
      </Field>
      <FormError>{formFault(problem, ["name"])}</FormError>
      {locked === undefined && (
        <div>
          <Button type="submit" loading={busy} disabled={value === saved}>
            Save name
          </Button>
        </div>
      )}
    </form>
  );
}
