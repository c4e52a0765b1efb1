import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { AuthTitle } from "@/components/auth/auth-frame";
import { ProviderButtons } from "@/components/auth/provider-buttons";
import { SignInForm } from "@/components/auth/sign-in-form";
import { configuredProviders } from "@/lib/auth/configured-providers";
import { currentSession } from "@/lib/auth/page-context";
import { safePath } from "@/lib/auth/safe-path";
import { signUpState } from "@/lib/auth/sign-up";
import { page } from "@/lib/http/page";
import { runtime } from "@/lib/runtime/runtime";
import { signInAction, startProvider } from "../actions";

export const metadata: Metadata = { title: "Sign in" };

/** Why a sign-in elsewhere led back here. */
const NOTICES = new Map([
  ["closed", "Sign-up is closed on this server, and no account belongs to that sign-in."],
  [
    "exists",
    "An account has that e-mail already. Sign in with its password, then connect the provider under Settings.",
  ],
  ["unverified", "The provider has not verified your e-mail. Verify it there, then try again."],
  ["taken", "That sign-in belongs to another account here."],
  [
    "address",
    "A provider can sign you in at this server's own address only. Set APP_URL to the address that you use.",
  ],
]);
const FAILED = "The provider did not sign you in. Try again, or use your password.";

type Props = { searchParams: Promise<{ next?: string | string[]; error?: string | string[] }> };

export default page(async function SignInPage({ searchParams }: Props) {
  const { next: asked, error } = await searchParams;
  const rt = runtime();
  const next = safePath(asked);
  if (!error && (await currentSession())) redirect(next);
  const state = await signUpState(rt);
  if (state === "first") redirect("/sign-up");
  const notice = typeof error === "string" ? (NOTICES.get(error) ?? FAILED) : undefined;
  return (
    <>
      <AuthTitle title="Sign in">to {new URL(rt.config.appUrl).host}</AuthTitle>
      <ProviderButtons providers={configuredProviders(rt.config)} start={startProvider.bind(null, next)} />
      <SignInForm signIn={signInAction} next={next} notice={notice} />
      <p className="pt-5 text-ink-3 text-label">
        {state === "open" ? (
          <>
            New here?{" "}
            <Link href="/sign-up" className="link">
              Create an account
            </Link>
          </>
        ) : (
          "New here? Sign-up is closed on this server; ask whoever runs it."
        )}
      </p>
    </>
  );
});
