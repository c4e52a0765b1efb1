import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import NextAuth, {
  type Account,
  AuthError,
  CredentialsSignin,
  type NextAuthConfig,
  type Profile,
} from "next-auth";
import Credentials from "next-auth/providers/credentials";
import GitHub from "next-auth/providers/github";
import Google from "next-auth/providers/google";
import { nameField } from "../keys/fields";
import { type Runtime, runtime } from "../runtime/runtime";
import { checkCredentials } from "./check-credentials";
import { secureCookies } from "./cookies";
import { gitHubProfile } from "./github-profile";
import { currentSession } from "./page-context";
import { findProviderUser, type Provider, type ProviderProfile, providerSignIn } from "./provider-sign-in";
import { visitor } from "./request";
import { endSession, findSession, openSession, SESSION_SECONDS } from "./session";
import { DEVICE_SECONDS, deviceCookie, signDevice } from "./trusted-device";

/** Too many attempts; what the form says then. */
export class AttemptsExceeded extends CredentialsSignin {
  override code = "limited";
  constructor(readonly until: Date) {
    super();
  }
}

async function authorize(rt: Runtime, given: Partial<Record<"email" | "password", unknown>>) {
  if (typeof given.email !== "string" || typeof given.password !== "string") return null;
  const { email, password } = given;
  const device = (await cookies()).get(deviceCookie(rt.config))?.value;
  const result = await checkCredentials(rt, await visitor(), { email, password, device });
  if (result.outcome === "limited") throw new AttemptsExceeded(result.until);
  return result.outcome === "user" ? { id: result.userId } : null;
}

function providerProfile(account: Account, profile: Profile | undefined): ProviderProfile {
  return {
    provider: account.provider,
    providerAccountId: account.providerAccountId,
    email: profile?.email ?? null,
    emailVerified: profile?.email_verified === true,
    name: nameField.safeParse(profile?.name).data ?? null,
  };
}

/** True lets Auth.js go on; a path is where the browser is sent instead, with the reason. */
async function admit(rt: Runtime, account: Account, profile: Profile | undefined): Promise<true | string> {
  if (account.provider === "credentials") return true;
  const session = await currentSession();
  const { outcome } = await providerSignIn(
    rt,
    await visitor(),
    providerProfile(account, profile),
    session?.user.id ?? null,
  );
  return outcome === "user" || `/sign-in?error=${outcome}`;
}

/** From now on strangers cannot lock the user out in this browser. */
async function rememberDevice(rt: Runtime, userId: string): Promise<void> {
  (await cookies()).set(deviceCookie(rt.config), signDevice(rt.config, userId, rt.now()), {
    httpOnly: true,
    secure: secureCookies(rt.config),
    sameSite: "lax",
    path: "/",
    maxAge: DEVICE_SECONDS,
  });
}

/** A sign-in opens a session of ours; the cookie carries its id and nothing else. Null ends a session at once. */
async function sessionToken(
  rt: Runtime,
  sid: unknown,
  userId: string | undefined,
  account: Account | null | undefined,
) {
  if (account) {
    const owner = account.provider === "credentials" ? userId : await findProviderUser(rt, account);
    if (!owner) return null;
    const sid = await openSession(rt, await visitor(), owner);
    await rememberDevice(rt, owner);
    return { sid };
  }
  if (typeof sid !== "string") return null;
  return (await findSession(rt, await visitor(), sid)) ? { sid } : null;
}

/** Auth.js' names for what anybody can send wrong. It is no fault of ours. */
const OF_CALLERS = new Set([
  "CredentialsSignin",
  "InvalidCallbackUrl",
  "InvalidProvider",
  "MissingCSRF",
  "SyntaxError",
  "UnknownAction",
]);

function configure(rt: Runtime): NextAuthConfig {
  const { github, google, authSecret } = rt.config;
  return {
    secret: authSecret,
    // No header is asked for the address: the start has set AUTH_URL to APP_URL.
    trustHost: true,
    useSecureCookies: secureCookies(rt.config),
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    providers: [
      Credentials({ credentials: { email: {}, password: {} }, authorize: (given) => authorize(rt, given) }),
      ...(github ? [GitHub({ ...github, userinfo: gitHubProfile })] : []),
      ...(google ? [Google(google)] : []),
    ],
    callbacks: {
      signIn: ({ account, profile }) => (account ? admit(rt, account, profile) : false),
      jwt: ({ token, user, account }) => sessionToken(rt, token.sid, user?.id, account),
    },
    events: {
      signOut: async (message) => {
        const sid = "token" in message ? message.token?.sid : undefined;
        if (typeof sid === "string") await endSession(rt, sid);
      },
    },
    logger: {
      error: (error) => {
        // Never its message, which may repeat what was sent: a path, a provider's name, a part of the body.
        const type = error instanceof AuthError ? error.type : error.name;
        if (OF_CALLERS.has(type)) rt.log.debug({ type }, "sign-in refused");
        else rt.log.error({ type }, "sign-in failed");
      },
      warn: (code) => rt.log.debug({ code }, "auth"),
    },
  };
}

// The Runtime is asked for per request: a build has none.
export const { handlers, signIn, signOut } = NextAuth(() => configure(runtime()));

/**
 * Leads to a provider, and back to a path of this site. The provider sends the browser back to APP_URL, where the cookies of a
 * browser that came by another address are not known: that one is told so first.
 */
export async function startProviderSignIn(provider: Provider, redirectTo: string): Promise<void> {
  const origin = (await headers()).get("origin");
  if (origin !== null && origin !== runtime().config.appUrl) redirect("/sign-in?error=address");
  await signIn(provider, { redirectTo });
}
