import { and, desc, eq, gt, isNull, lt, ne } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { sessions, users } from "@/db/schema";
import { audit } from "../audit/audit";
import { type Ctx, noteAsked, type TxCtx } from "../platform/context";
import { Problem } from "../platform/errors/problem";
import { newId } from "../platform/ids";
import { reading, transact } from "../platform/transact";
import type { Runtime } from "../runtime/runtime";
import type { Visitor } from "./visitor";

/** A sign-in holds this long, whatever the browser does in between. */
export const SESSION_SECONDS = 30 * 86_400;
const SEEN_EVERY_MS = 60_000;

export type SessionUser = { id: string; email: string; name: string | null; hasPassword: boolean };
export type Session = { id: string; user: SessionUser };

/** Writes the row behind a new cookie. */
export async function openSession(rt: Runtime, visitor: Visitor, userId: string): Promise<string> {
  const now = rt.now();
  const id = newId("session", now);
  const at = new Date(now);
  const { address, userAgent } = visitor;
  const expiresAt = new Date(now + SESSION_SECONDS * 1_000);
  await rt.db
    .insert(sessions)
    .values({ id, userId, createdAt: at, lastSeenAt: at, expiresAt, address, userAgent });
  return id;
}

const alive = (now: number) => and(isNull(sessions.revokedAt), gt(sessions.expiresAt, new Date(now)));

/** The session that a cookie names, if it still holds. Notes where it was last seen, at most once a minute. */
export async function findSession(rt: Runtime, visitor: Visitor, id: string): Promise<Session | null> {
  const now = rt.now();
  const [row] = await rt.db
    .select({ id: sessions.id, lastSeenAt: sessions.lastSeenAt, user: users })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.id, id), alive(now)));
  if (!row) return null;
  if (row.lastSeenAt.getTime() <= now - SEEN_EVERY_MS) {
    const { address, userAgent } = visitor;
    await rt.db
      .update(sessions)
      .set({ lastSeenAt: new Date(now), address, userAgent })
      .where(and(eq(sessions.id, id), lt(sessions.lastSeenAt, new Date(now))));
  }
  const { id: userId, email, name, passwordHash } = row.user;
  return { id: row.id, user: { id: userId, email, name, hasPassword: passwordHash !== null } };
}

/** Signing out: the cookie is worth nothing from now on, also a copy of it. */
export async function endSession(rt: Runtime, id: string): Promise<void> {
  await rt.db
    .update(sessions)
    .set({ revokedAt: new Date(rt.now()) })
    .where(and(eq(sessions.id, id), isNull(sessions.revokedAt)));
}

/** The user who asks; a root key or the system has no sessions. */
export function requireUser(ctx: Ctx): string {
  if (ctx.actor.type !== "user") throw new Problem("forbidden", "Only a signed-in user can do this.");
  noteAsked(ctx);
  return ctx.actor.id;
}

export type SessionView = {
  id: string;
  createdAt: string;
  lastSeenAt: string;
  expiresAt: string;
  address: string | null;
  userAgent: string | null;
};

/** The browsers in which the user is signed in, the one seen last first. */
export async function listSessions(ctx: Ctx): Promise<SessionView[]> {
  const userId = requireUser(ctx);
  const tx: Reader = reading(ctx);
  const rows = await tx
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, userId), alive(ctx.rt.now())))
    .orderBy(desc(sessions.lastSeenAt))
    .limit(100);
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    address: row.address,
    userAgent: row.userAgent,
  }));
}

/** Signs one of the user's browsers out. Error: not_found (also another user's). */
export async function revokeSession(ctx: Ctx, id: string): Promise<void> {
  const userId = requireUser(ctx);
  await transact(ctx, async (ctx) => {
    const ended = await revoke(ctx, userId, eq(sessions.id, id));
    if (ended === 0) throw new Problem("not_found", "There is no such session, or it has ended.");
    await audit(ctx, {
      action: "session.revoked",
      target: { type: "session", id, name: ctx.actor.name },
    });
  });
}

/** Signs the user's other browsers out, and says how many. */
export async function revokeOtherSessions(ctx: Ctx, currentId: string): Promise<number> {
  const userId = requireUser(ctx);
  return transact(ctx, async (ctx) => {
    const ended = await revoke(ctx, userId, ne(sessions.id, currentId));
    if (ended > 0)
      await audit(ctx, {
        action: "session.others_revoked",
        target: { type: "session", id: currentId, name: ctx.actor.name },
        after: { ended },
      });
    return ended;
  });
}

async function revoke(ctx: TxCtx, userId: string, which: ReturnType<typeof eq>): Promise<number> {
  const now = ctx.rt.now();
  const rows = await ctx.tx
    .update(sessions)
    .set({ revokedAt: new Date(now) })
    .where(and(eq(sessions.userId, userId), alive(now), which))
    .returning({ id: sessions.id });
  return rows.length;
}
