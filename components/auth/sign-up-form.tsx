"use client";

import { useActionState, useState } from "react";
import { fieldFault, formFault } from "@/components/forms/problem-text";
import { Button } from "@/components/ui/button";
import { Field, FormError } from "@/components/ui/field";
import { Input, PasswordInput } from "@/components/ui/input";
import type { ActionProblem } from "@/lib/http/action";
import { PasswordHelp } from "./password-help";

export type SignUpFormState = { problem?: ActionProblem };

export interface SignUpFormProps {
  /** On success it leads to the new workspace. */
  signUp: (state: SignUpFormState, form: FormData) => Promise<SignUpFormState>;
}

const FIELDS = ["email", "password", "workspaceName", "apiName"];

/** An account with its workspace and first API. */
export function SignUpForm({ signUp }: SignUpFormProps) {
  const [{ problem }, act, busy] = useActionState(signUp, {});
  // Kept here, because a form is emptied after its action.
  const [values, setValues] = useState({ email: "", password: "", workspaceName: "", apiName: "" });
  const bound = (name: keyof typeof values) => ({
    name,
    required: true,
    className: "h-9",
    value: values[name],
    onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }),
  });
  return (
    <form action={act} noValidate className="flex flex-col gap-4">
      <FormError>{formFault(problem, FIELDS)}</FormError>
      <Field label="E-mail" error={fieldFault(problem, "email")}>
        <Input {...bound("email")} type="email" autoComplete="username" autoFocus />
      </Field>
      <Field
        label="Password"
        error={fieldFault(problem, "password")}
        help={<PasswordHelp password={values.password} email={values.email} />}
      >
        <PasswordInput {...bound("password")} autoComplete="new-password" />
      </Field>
      <Field label="Workspace" error={fieldFault(problem, "workspaceName")} help="Your organisation or team.">
        <Input {...bound("workspaceName")} autoComplete="organization" placeholder="Northwind Freight" />
      </Field>
      <Field
        label="First API"
        error={fieldFault(problem, "apiName")}
        help="What your keys will open. More can follow."
      >
        <Input {...bound("apiName")} autoComplete="off" placeholder="Orders API" />
      </Field>
      <Button type="submit" variant="primary" loading={busy} className="mt-1 h-9 w-full">
        Create account
      </Button>
    </form>
  );
}
