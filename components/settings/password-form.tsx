"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState, useTransition } from "react";
import { PasswordHelp } from "@/components/auth/password-help";
import { fieldFault, formFault } from "@/components/forms/problem-text";
import { Button } from "@/components/ui/button";
import { Field, FormError } from "@/components/ui/field";
import { PasswordInput } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import type { ActionProblem, ActionResult } from "@/lib/http/action";

export interface PasswordFormProps {
  /** False for an account that only signs in through a provider so far. */
  hasPassword: boolean;
  email: string;
  /** A server action; answers how many other browsers it signed out. */
  change: (current: string | null, next: string) => Promise<ActionResult<{ ended: number }>>;
}

export function PasswordForm({ hasPassword, email, change }: PasswordFormProps) {
  const router = useRouter();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [problem, setProblem] = useState<ActionProblem>();
  const [busy, start] = useTransition();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start(async () => {
      const result = await change(hasPassword ? current : null, next);
      setProblem(result.ok ? undefined : result.problem);
      if (!result.ok) return;
      setCurrent("");
      setNext("");
      const { ended } = result.value;
      toast.success(
        ended === 0
          ? "Password saved"
          : `Password saved; ${ended} other ${ended === 1 ? "browser" : "browsers"} signed out`,
      );
      router.refresh();
    });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {/* Lets a password manager know whose password this is. */}
      <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
      {hasPassword && (
        <Field label="Current password" error={fieldFault(problem, "current")} className="max-w-[400px]">
          <PasswordInput
            name="current"
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.target.value)}
          />
        </Field>
      )}
      <Field
        label="New password"
        error={fieldFault(problem, "next")}
        help={<PasswordHelp password={next} email={email} />}
        className="max-w-[400px]"
      >
        <PasswordInput
          name="next"
          autoComplete="new-password"
          value={next}
          onChange={(event) => setNext(event.target.value)}
        />
      </Field>
      <FormError>{formFault(problem, ["current", "next"])}</FormError>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" loading={busy} disabled={!next || (hasPassword && !current)}>
          {hasPassword ? "Change password" : "Set password"}
        </Button>
        <span className="text-ink-3 text-label">Signs out your other browsers.</span>
      </div>
    </form>
  );
}
