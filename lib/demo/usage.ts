import { and, eq, inArray, isNotNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { credentials, proofs } from "@/db/schema/index";
import { newRequestId } from "../platform/ids";
import type { VerificationCode } from "../verify/codes";
import { pick, type Random, seededRandom } from "./random";
import { SLOT_MS } from "./rhythm";
import { draw, type Source, type Stream } from "./traffic";
import { UsageWriter } from "./write-usage";

const MINUTE = 60_000;
const DAY = 86_400_000;
export const SEEDED_DAYS = 90;
/** As far back there is every single call and every minute's sum; before that sums of 15 minutes and of days only. */
const SINGLE_MS = 2 * DAY;

/** Counts by source, secret and outcome. */
type Counts = Map<string, { source: number; secretId: string; code: VerificationCode; count: number }>;
type LastUse = { at: number; validAt: number | null; ip: string };

/** Draws the calls of the last days and writes them as the usage journal would have. `progress` is told how far it is. */
export async function writeUsage(
  tx: Tx,
  workspaceId: string,
  sources: readonly Source[],
  now: number,
  progress: (share: number) => void,
  span = { days: SEEDED_DAYS, singleMs: SINGLE_MS },
): Promise<UsageWriter["written"]> {
  const random = seededRandom(20_261_124);
  const writer = new UsageWriter(tx, workspaceId, sources);
  const lastUses = new Map<string, LastUse>();
  const start = Math.floor((now - span.days * DAY) / DAY) * DAY;
  const singleFrom = Math.floor((now - span.singleMs) / SLOT_MS) * SLOT_MS;
  let day: Counts = new Map();
  for (let slot = start; slot < now; slot += SLOT_MS) {
    const counts: Counts = new Map();
    if (slot < singleFrom)
      drawSpan(random, sources, slot, slot + SLOT_MS, (source, secretId, code, count, stream) => {
        add(counts, source, secretId, code, count);
        noteUse(lastUses, secretId, code, slot + SLOT_MS - MINUTE, stream.hosts[0] ?? "");
      });
    else drawMinutes(random, writer, sources, slot, now, counts, lastUses);
    writeCounts(writer, 15, slot, counts);
    for (const { source, secretId, code, count } of counts.values()) add(day, source, secretId, code, count);
    const next = slot + SLOT_MS;
    if (next % DAY === 0 || next >= now) {
      writeCounts(writer, 1440, Math.floor(slot / DAY) * DAY, day);
      day = new Map();
      progress(Math.min(1, (next - start) / (now - start)));
    }
    await writer.flush();
  }
  await writer.flush(true);
  await writeLastUses(tx, workspaceId, lastUses);
  return writer.written;
}

type EmitFrom = (
  source: number,
  secretId: string,
  code: VerificationCode,
  count: number,
  stream: Stream,
) => void;

/** All that happened from `from` to `to`, taken as one moment in the middle. */
function drawSpan(
  random: Random,
  sources: readonly Source[],
  from: number,
  to: number,
  emit: EmitFrom,
): void {
  const middle = (from + to) / 2;
  for (const [index, source] of sources.entries()) {
    for (const stream of source.streams) {
      const mean = (stream.rate(middle) * (to - from)) / MINUTE;
      draw(random, source, stream, middle, mean, (secretId, code, count, from_) =>
        emit(index, secretId, code, count, from_),
      );
    }
  }
}

/** The minutes of one slot, each with its sum and its single calls. */
function drawMinutes(
  random: Random,
  writer: UsageWriter,
  sources: readonly Source[],
  slot: number,
  now: number,
  slotCounts: Counts,
  lastUses: Map<string, LastUse>,
): void {
  for (let minute = slot; minute < Math.min(slot + SLOT_MS, now); minute += MINUTE) {
    const end = Math.min(minute + MINUTE, now);
    const counts: Counts = new Map();
    drawSpan(random, sources, minute, end, (source, secretId, code, count, stream) => {
      add(counts, source, secretId, code, count);
      for (let i = 0; i < count; i++) {
        const at = momentOf(random, sources[source], code, minute, end);
        const ip = pick(random, stream.hosts);
        const secretReason = reasonOf(sources[source], stream, code, at);
        writer.event(
          at,
          newRequestId(at),
          source,
          secretId,
          code,
          ip,
          secretReason,
          `path=${pick(random, stream.paths)}`,
        );
        noteUse(lastUses, secretId, code, minute, ip);
      }
    });
    writeCounts(writer, 1, minute, counts);
    for (const { source, secretId, code, count } of counts.values())
      add(slotCounts, source, secretId, code, count);
  }
}

/** Somewhere in that minute, but on the right side of the key's end, if it ended just then. */
function momentOf(
  random: Random,
  source: Source | undefined,
  code: VerificationCode,
  from: number,
  to: number,
): number {
  const ended = Math.min(source?.revokedAt ?? to, source?.expiresAt ?? to);
  const refused = code === "REVOKED" || code === "EXPIRED";
  const cut = ended > from && ended < to ? ended : null;
  const [first, last] = cut === null ? [from, to] : refused ? [cut, to] : [from, cut];
  return Math.floor(first + random() * (last - first));
}

function reasonOf(
  source: Source | undefined,
  stream: Stream,
  code: VerificationCode,
  at: number,
): string | null {
  if (code === "RATE_LIMITED") return "requests";
  if (code === "INSUFFICIENT_PERMISSIONS") return stream.lacks[1];
  return code === "EXPIRED" && source && at < source.expiresAt ? "retired secret" : null;
}

function add(counts: Counts, source: number, secretId: string, code: VerificationCode, count: number): void {
  const id = `${source} ${secretId} ${code}`;
  const known = counts.get(id);
  if (known) known.count += count;
  else counts.set(id, { source, secretId, code, count });
}

function writeCounts(writer: UsageWriter, resolution: number, bucket: number, counts: Counts): void {
  for (const { source, secretId, code, count } of counts.values())
    writer.rollup(resolution, bucket, source, secretId, code, count);
}

function noteUse(
  lastUses: Map<string, LastUse>,
  secretId: string,
  code: VerificationCode,
  at: number,
  ip: string,
): void {
  if (secretId === "") return;
  const known = lastUses.get(secretId);
  const validAt = code === "VALID" ? at : (known?.validAt ?? null);
  lastUses.set(secretId, { at, validAt, ip });
}

async function writeLastUses(tx: Tx, workspaceId: string, lastUses: Map<string, LastUse>): Promise<void> {
  for (const [secretId, use] of lastUses) {
    await tx
      .update(proofs)
      .set({
        lastUsedAt: new Date(use.at),
        lastValidAt: use.validAt === null ? null : new Date(use.validAt),
        lastUsedAddress: use.ip,
      })
      .where(and(eq(proofs.workspaceId, workspaceId), eq(proofs.id, secretId)));
  }
  const used = tx
    .select({ id: proofs.credentialId })
    .from(proofs)
    .where(and(eq(proofs.workspaceId, workspaceId), isNotNull(proofs.lastUsedAt)));
  await tx
    .update(credentials)
    .set({ everUsed: true })
    .where(and(eq(credentials.workspaceId, workspaceId), inArray(credentials.id, used)));
}
