import { setImmediate as nextTurn } from "node:timers/promises";
import { and, asc, eq, gt, lte, max, sql } from "drizzle-orm";
import { z } from "zod";
import type { Reader } from "@/db/client";
import { auditEvents, auditHeads, workspaces } from "@/db/schema";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { Problem } from "../platform/errors/problem";
import { EXAMPLE_ID, EXAMPLE_TIME } from "../platform/fields";
import { refuseUnseen } from "../platform/outage";
import { reading } from "../platform/transact";
import type { Limiter } from "../ratelimit/limiter";
import { composedId } from "../ratelimit/limiter";
import { auditHash, GENESIS } from "./audit";
import { AUDIT_HASH_EXAMPLE } from "./list-audit-events";

export const verifyChainSchema = z.strictObject({
  expected: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, "must be a hash: 64 hexadecimal digits")
    .optional()
    .describe("A hash from the audit log that you kept. The chain must have an event with it."),
});

/** In which way the first event that does not fit does not. */
export const CHAIN_FAULTS = ["changed", "missing", "extra", "head", "expected"] as const;
export type ChainFault = (typeof CHAIN_FAULTS)[number];

const brokenAtSchema = z
  .object({
    why: z.enum(CHAIN_FAULTS).meta({
      description:
        "`changed`: the event was edited. `missing`: there is no event with this number. `extra`: the event isn't part of the chain. `head`: the chain's recorded end isn't this last event. `expected`: no event has the expected hash.",
      examples: ["changed"],
    }),
    sequence: z
      .int()
      .nullable()
      .meta({ description: "The event's number. Null for `expected`.", examples: [4_211] }),
    id: z
      .string()
      .nullable()
      .meta({
        description: "The event's id. Null for `missing` and `expected`.",
        examples: [EXAMPLE_ID.event],
      }),
    at: z.iso
      .datetime()
      .nullable()
      .meta({
        description: "When it happened, according to the event. Null for `missing` and `expected`.",
        examples: [EXAMPLE_TIME],
      }),
  })
  .meta({ id: "ChainFault", description: "The first event that doesn't fit the chain." });

export const chainSchema = z
  .object({
    intact: z.boolean().meta({
      description: "Whether every event is unchanged and in its place, up to the end of the chain.",
      examples: [true],
    }),
    events: z
      .int()
      .meta({ description: "How many events are intact, from the first one on.", examples: [4_211] }),
    from: z.iso
      .datetime()
      .nullable()
      .meta({
        description: "When the first of them happened. Null: there is none.",
        examples: ["2026-03-02T08:00:12.000Z"],
      }),
    to: z.iso
      .datetime()
      .nullable()
      .meta({
        description: "When the last of them happened. Null: there is none.",
        examples: [EXAMPLE_TIME],
      }),
    headHash: z
      .string()
      .nullable()
      .meta({
        description:
          "The hash of the newest event. Keep it outside this database. Null if the chain is broken.",
        examples: [AUDIT_HASH_EXAMPLE],
      }),
    brokenAt: brokenAtSchema.nullable().meta({
      description: "The first event that doesn't fit. Null: all of them do.",
      examples: [null],
    }),
  })
  .meta({ id: "ChainVerification", description: "Whether the audit log is unchanged." });
export type ChainView = z.output<typeof chainSchema>;

/** Few enough that a page holds up an embedded database for a moment only. */
const PAGE_EVENTS = 100;
/** Hashed in one turn of the event loop, a fraction of a millisecond: verifications come in between. */
const TURN_EVENTS = 20;
/** A long chain is work for seconds: nobody keeps a process busy with it. */
const WALKS = { limit: 10, windowMs: 60_000 };

type Event = typeof auditEvents.$inferSelect;
type Fault = { why: ChainFault; sequence: number | null; event: Event | null };
type End = { head: { sequence: number; hash: Buffer } | null; last: number };

/**
 * Walks the workspace's chain from its first event to its head, makes each hash again from what is stored, and answers
 * with the first event that does not fit. With `expected`, a hash that was noted before, the chain must also have an
 * event of that hash: who can write to the whole database can make a chain that fits, but not one that has it. Errors:
 * rate_limited after ten within a minute.
 */
export async function verifyChain(
  ctx: Ctx<{ limiter: Limiter }>,
  input: z.input<typeof verifyChainSchema> = {},
): Promise<ChainView> {
  requireScope(ctx, "audit:read");
  const { expected } = parseInput(verifyChainSchema, input);
  const noted = expected === undefined ? null : Buffer.from(expected, "hex");
  await takeWalk(ctx);
  const tx = reading(ctx);
  const end = await endOf(tx, ctx.workspaceId);
  let first: Event | null = null;
  let last: Event | null = null;
  let beforeLast: Event | null = null;
  let passed = noted === null;
  let fault: Fault | null = null;
  walk: for (;;) {
    refuseUnseen(ctx.signal);
    const page: Event[] = await pageAfter(tx, ctx.workspaceId, last?.sequence ?? BEFORE_ALL, end.last);
    for (const [place, event] of page.entries()) {
      if (place % TURN_EVENTS === 0) await nextTurn();
      fault = faultOf(event, last, end.head);
      if (fault) break walk;
      first ??= event;
      beforeLast = last;
      last = event;
      passed ||= noted?.equals(event.hash) ?? true;
    }
    if (page.length < PAGE_EVENTS) break;
  }
  fault ??= faultOfEnd(last, end.head);
  if (!fault && !passed) fault = { why: "expected", sequence: null, event: null };
  // Of an event that the one after it, or the head, speaks against, only those before it fit.
  const fits = fault?.event && fault.event === last ? beforeLast : last;
  return {
    intact: fault === null,
    events: fits?.sequence ?? 0,
    from: fits ? timeOf(first) : null,
    to: timeOf(fits),
    headHash: fault ? null : (last?.hash.toString("hex") ?? null),
    brokenAt: fault && {
      why: fault.why,
      sequence: fault.sequence,
      id: fault.event?.id ?? null,
      at: timeOf(fault.event),
    },
  };
}

async function takeWalk(ctx: Ctx<{ limiter: Limiter }>): Promise<void> {
  const now = ctx.rt.now();
  const walk = { id: composedId(ctx.workspaceId, "audit-chain"), ...WALKS, cost: 1, pool: "own" as const };
  const taken = await ctx.rt.limiter.take(ctx.workspaceId, [walk]);
  if (taken !== "over_share" && taken.allowed) return;
  const retryAt = taken === "over_share" ? null : taken.states[0]?.retryAt;
  const seconds = Math.max(1, Math.ceil(((retryAt ?? now) - now) / 1_000));
  const detail = `A workspace's chain is verified at most ${WALKS.limit} times a minute. Try again in ${seconds} s.`;
  throw new Problem("rate_limited", detail, [], { "Retry-After": String(seconds) });
}

/** Null also where the column was given what is no time, such as `infinity`. */
const timeOf = (event: Event | null) =>
  event && !Number.isNaN(event.at.getTime()) ? event.at.toISOString() : null;

/** The head and the last event, of one instant: what is written while the chain is walked comes after both. */
async function endOf(tx: Reader, workspaceId: string): Promise<End> {
  const last = tx
    .select({ last: max(auditEvents.sequence) })
    .from(auditEvents)
    .where(eq(auditEvents.workspaceId, workspaceId));
  const [row] = await tx
    .select({ head: auditHeads, last: sql<string | null>`(${last})` })
    .from(workspaces)
    .leftJoin(auditHeads, eq(auditHeads.workspaceId, workspaces.id))
    .where(eq(workspaces.id, workspaceId));
  return { head: row?.head ?? null, last: Number(row?.last ?? 0) };
}

/** Below any event's number: one before the first does not belong there, and is to be found. */
const BEFORE_ALL = Number.MIN_SAFE_INTEGER;

/** Bounded on both sides: with one bound, a database without statistics sorts the whole log for a page of it. */
function pageAfter(tx: Reader, workspaceId: string, after: number, last: number) {
  return tx
    .select()
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.workspaceId, workspaceId),
        gt(auditEvents.sequence, after),
        lte(auditEvents.sequence, last),
      ),
    )
    .orderBy(asc(auditEvents.sequence))
    .limit(PAGE_EVENTS);
}

/** What is wrong with the event after `last`, or shown by it to be wrong with `last`; null if it fits. */
function faultOf(event: Event, last: Event | null, head: End["head"]): Fault | null {
  const due = (last?.sequence ?? 0) + 1;
  if (event.sequence < due || (head && due > head.sequence)) return faultAt("extra", event);
  if (event.sequence > due) return { why: "missing", sequence: due, event: null };
  if (!isAsWritten(event)) return faultAt("changed", event);
  if (event.previousHash.equals(last?.hash ?? GENESIS)) return null;
  // It is as it was written, so the one before it is not the one that it was written after.
  return faultAt("changed", last ?? event);
}

function faultOfEnd(last: Event | null, head: End["head"]): Fault | null {
  // A workspace's making is its first event, so a chain without any was emptied.
  if (!last) return { why: "missing", sequence: 1, event: null };
  if (!head) return faultAt("head", last);
  if (head.sequence > last.sequence) return { why: "missing", sequence: last.sequence + 1, event: null };
  return head.hash.equals(last.hash) ? null : faultAt("head", last);
}

const faultAt = (why: ChainFault, event: Event): Fault => ({ why, sequence: event.sequence, event });

function isAsWritten({ hash, previousHash, ...event }: Event): boolean {
  return !Number.isNaN(event.at.getTime()) && auditHash(previousHash, event).equals(hash);
}
