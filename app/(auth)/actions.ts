"use server";

import { notFound, redirect } from "next/navigation";
import { CredentialsSignin } from "next-auth";
import type { SignInState } from "@/components/auth/sign-in-form";
import type { SignUpFormState } from "@/components/auth/sign-up-form";
import { AttemptsExceeded, signIn, signOut, startProviderSignIn } from "@/lib/auth/auth";
import { PROVIDERS, type Provider } from "@/lib/auth/provider-sign-in";
import { visitor } from "@/lib/auth/request";
import { safePath } from "@/lib/auth/safe-path";
import { signUp } from "@/lib/auth/sign-up";
import { waitText } from "@/lib/auth/visitor";
import { actionResult } from "@/lib/http/action";
import { runtime } from "@/lib/runtime/runtime";

const text = (form: FormData, name: string) => {
  const value = form instanceof FormData ? form.get(name) : "";
  return typeof value === "string" ? value : "";
};

/** Null where the browser is signed in now; otherwise why not. Says the same whether or not the account exists. */
async function tryCredentials(email: string, password: string): Promise<SignInState | null> {
  try {
    await signIn("credentials", { email, password, redirect: false });
    return null;
  } catch (error) {
    if (error instanceof AttemptsExceeded)
      return { form: `Too many attempts. Try again ${waitText(runtime(), error.until)}.` };
    if (error instanceof CredentialsSignin)
      return { password: "This e-mail and password do not belong together." };
    throw error;
  }
}

export async function signInAction(_state: SignInState, form: FormData): Promise<SignInState> {
  const [email, password] = [text(form, "email"), text(form, "password")];
  if (!email || !password)
    return {
      email: email ? undefined : "Give the e-mail of your account.",
      password: password ? undefined : "Give your password.",
    };
  const result = await actionResult(() => tryCredentials(email, password));
  if (!result.ok) return { form: `${result.problem.detail} ${result.problem.requestId}` };
  if (result.value) return result.value;
  redirect(safePath(text(form, "next")));
}

export async function signUpAction(_state: SignUpFormState, form: FormData): Promise<SignUpFormState> {
  const [email, password] = [text(form, "email"), text(form, "password")];
  const [workspaceName, apiName] = [text(form, "workspaceName"), text(form, "apiName")];
  const result = await actionResult(async () => {
    const made = await signUp(runtime(), await visitor(), { email, password, workspaceName, apiName });
    // The account is there: if signing in fails now, the sign-in page says why.
    return (await tryCredentials(made.email, password)) ? "/sign-in" : `/${made.slug}`;
  });
  if (!result.ok) return { problem: result.problem };
  redirect(result.value);
}

/** Leads to the provider; `next` is where the browser is afterwards. */
export async function startProvider(next: string, provider: Provider): Promise<void> {
  if (!PROVIDERS.includes(provider)) notFound();
  await startProviderSignIn(provider, safePath(next));
}

export async function signOutAction(): Promise<void> {
  await signOut({ redirect: false });
  redirect("/sign-in");
}
