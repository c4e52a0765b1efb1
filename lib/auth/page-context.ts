import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { getToken } from "next-auth/jwt";
import { cache } from "react";
import type { Ctx } from "../platform/context";
import { type Runtime, runtime } from "../runtime/runtime";
import { listWorkspaces, type Membership } from "../workspaces/list-workspaces";
import { secureCookies } from "./cookies";
import { requestedPath, visitor } from "./request";
import { type Role, scopesOf } from "./roles";
import { findSession, type Session, type SessionUser } from "./session";

/** The session of this request's browser, checked in the database; null where nobody is signed in. */
export const currentSession = cache(async (): Promise<Session | null> => {
  const rt = runtime();
  const cookie = (await headers()).get("cookie");
  if (!cookie) return null;
  const { authSecret: secret } = rt.config;
  const token = await getToken({
    req: { headers: { cookie } },
    secret,
    secureCookie: secureCookies(rt.config),
  });
  return typeof token?.sid === "string" ? findSession(rt, await visitor(), token.sid) : null;
});

/** Who is signed in; nobody is sent to sign in and back. */
export async function requireSession(fallback: string): Promise<Session> {
  const session = await currentSession();
  if (session) return session;
  redirect(`/sign-in?next=${encodeURIComponent((await requestedPath()) ?? fallback)}`);
}

export type PageContext = {
  ctx: Ctx<Runtime>;
  user: SessionUser;
  sessionId: string;
  workspace: Membership;
  role: Role;
  /** All that the user may switch to, this one included. */
  workspaces: Membership[];
};

/**
 * Who asks, in which workspace, and what they may do there: the first line of each page and Server Action of a workspace.
 * Without a session it leads to the sign-in; a workspace that the user is not in does not exist.
 */
export const pageContext = cache(async (slug: string): Promise<PageContext> => {
  // An action's caller may send anything in its place.
  if (typeof slug !== "string") notFound();
  const session = await requireSession(`/${slug}`);
  const rt = runtime();
  const workspaces = await listWorkspaces(rt, session.user.id);
  const workspace = workspaces.find((each) => each.slug === slug);
  if (!workspace) notFound();
  const ctx: Ctx<Runtime> = {
    rt,
    workspaceId: workspace.id,
    actor: { type: "user", id: session.user.id, name: session.user.email },
    scopes: scopesOf(workspace.role),
    ...(await visitor()),
  };
  return { ctx, user: session.user, sessionId: session.id, workspace, role: workspace.role, workspaces };
});
