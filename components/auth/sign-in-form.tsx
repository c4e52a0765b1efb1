"use client";

import { useActionState, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, FormError } from "@/components/ui/field";
import { Input, PasswordInput } from "@/components/ui/input";

/** What the last try came to; empty before the first. */
export interface SignInState {
  email?: string | undefined;
  password?: string | undefined;
  form?: string | undefined;
}

export interface SignInFormProps {
  signIn: (state: SignInState, form: FormData) => Promise<SignInState>;
  /** Where to go afterwards: a path of this site. */
  next: string;
  /** Why a sign-in elsewhere led back here. */
  notice?: string | undefined;
}

export function SignInForm({ signIn, next, notice }: SignInFormProps) {
  const [state, act, busy] = useActionState(signIn, {});
  // Kept here, because a form is emptied after its action.
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  return (
    <form action={act} noValidate className="flex flex-col gap-4">
      <FormError>{state.form ?? (state.email || state.password ? undefined : notice)}</FormError>
      <Field label="E-mail" error={state.email}>
        <Input
          name="email"
          type="email"
          autoComplete="username"
          autoFocus
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          className="h-9"
        />
      </Field>
      <Field label="Password" error={state.password}>
        <PasswordInput
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          className="h-9"
        />
      </Field>
      <input type="hidden" name="next" value={next} />
      <Button type="submit" variant="primary" loading={busy} className="h-9 w-full">
        Sign in
      </Button>
    </form>
  );
}
