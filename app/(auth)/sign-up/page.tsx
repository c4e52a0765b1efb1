import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { AuthTitle } from "@/components/auth/auth-frame";
import { ProviderButtons } from "@/components/auth/provider-buttons";
import { SignUpForm } from "@/components/auth/sign-up-form";
import { configuredProviders } from "@/lib/auth/configured-providers";
import { currentSession } from "@/lib/auth/page-context";
import { signUpState } from "@/lib/auth/sign-up";
import { page } from "@/lib/http/page";
import { runtime } from "@/lib/runtime/runtime";
import { signUpAction, startProvider } from "../actions";

export const metadata: Metadata = { title: "Create an account" };

export default page(async function SignUpPage() {
  const rt = runtime();
  if (await currentSession()) redirect("/");
  const state = await signUpState(rt);
  if (state === "closed") redirect("/sign-in");
  const { host } = new URL(rt.config.appUrl);
  return (
    <>
      {state === "first" ? (
        <AuthTitle title="Create the owner">
          Nobody has an account on {host} yet. Yours comes first and owns it.
        </AuthTitle>
      ) : (
        <AuthTitle title="Create an account">on {host}</AuthTitle>
      )}
      <ProviderButtons providers={configuredProviders(rt.config)} start={startProvider.bind(null, "/")} />
      <SignUpForm signUp={signUpAction} />
      {state === "open" && (
        <p className="pt-5 text-ink-3 text-label">
          Have an account?{" "}
          <Link href="/sign-in" className="link">
            Sign in
          </Link>
        </p>
      )}
    </>
  );
});
