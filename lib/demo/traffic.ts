import type { VerificationCode } from "../verify/codes";
import { type KeySpec, STRANGERS } from "./northwind";
import { poisson, portion, type Random, wobble } from "./random";
import { type Rhythm, SLOT_MS, slotShare, sundayNight } from "./rhythm";
import { LEAK } from "./story";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export type Rotation = {
  oldSecretId: string;
  newSecretId: string;
  startedAt: number;
  retiresAt: number;
  cancelledAt: number | null;
};

/** A key as the traffic sees it. The source without a spec is what nobody knows: NOT_FOUND. */
export type Source = {
  spec: KeySpec | null;
  keyId: string;
  apiId: string;
  environment: string;
  identityId: string;
  createdAt: number;
  expiresAt: number;
  revokedAt: number;
  disabled: { from: number; to: number }[];
  firstSecretId: string;
  rotations: Rotation[];
  streams: Stream[];
};

/** Calls of one origin. `rate` is calls a minute around that moment. */
export type Stream = {
  rate: (at: number) => number;
  /** Which share lacks a permission, and which is over the limit. */
  lacks: [share: number, permission: string];
  limited: (at: number) => number;
  hosts: string[];
  paths: string[];
};

export type Emit = (secretId: string, code: VerificationCode, count: number, stream: Stream) => void;

/** When a key ends, and how long its callers go on trying: what has expired is often not looked after at all. */
function ending(spec: KeySpec, source: Omit<Source, "streams">): { at: number; patienceMs: number } {
  const switchedOff = source.disabled.find((span) => span.to === Number.POSITIVE_INFINITY);
  if (source.revokedAt < Number.POSITIVE_INFINITY) return { at: source.revokedAt, patienceMs: 9 * HOUR };
  if (switchedOff) return { at: switchedOff.from, patienceMs: 20 * DAY };
  return { at: source.expiresAt, patienceMs: spec.environment === "test" ? 8 * HOUR : 200 * DAY };
}

/** The usual calls of a key: its week's rhythm, slow growth, good and bad days, and what becomes of them at its end. */
function usual(spec: KeySpec, index: number, source: Omit<Source, "streams">, now: number): Stream {
  const busiest = busiestShare(spec.rhythm);
  const { at: ended, patienceMs } = ending(spec, source);
  const rate = (at: number) => {
    if (at < source.createdAt) return 0;
    const grown = 1 - (0.1 + (index % 5) * 0.06) * ((now - at) / (90 * DAY));
    const starting = Math.min(1, (at - source.createdAt) / (6 * HOUR));
    const fading = at > ended ? Math.exp(-(at - ended) / patienceMs) : 1;
    const daily =
      wobble(index, Math.floor(at / DAY), 0.16) * wobble(index + 100, Math.floor(at / HOUR), 0.14);
    return (spec.perWeek * slotShare(spec.rhythm, at) * grown * starting * fading * daily * 60_000) / SLOT_MS;
  };
  return {
    rate,
    lacks: spec.lacks ?? [0, ""],
    limited: (at) => (spec.limited ?? 0) * (slotShare(spec.rhythm, at) / busiest) ** 4,
    hosts: spec.hosts.map((host) => `203.0.113.${host}`),
    paths: spec.paths,
  };
}

const busiestShares = new Map<Rhythm, number>();
function busiestShare(rhythm: Rhythm): number {
  let most = busiestShares.get(rhythm);
  if (most === undefined) {
    most = 0;
    for (let slot = 0; slot < 672; slot++) most = Math.max(most, slotShare(rhythm, slot * SLOT_MS));
    busiestShares.set(rhythm, most);
  }
  return most;
}

/** A route planner that ran in circles one Sunday night, and was stopped by its limit. */
function runaway(now: number): Stream {
  const start = sundayNight(now);
  const until = start + 2.4 * HOUR;
  return {
    rate: (at) => (at >= start && at < until ? 118 * wobble(900, Math.floor(at / SLOT_MS), 0.3) : 0),
    lacks: [0, ""],
    limited: () => 0.84,
    hosts: ["203.0.113.14"],
    paths: ["/routes"],
  };
}

/** The leaked secret in strange hands: more and more until it is revoked, then ever less. */
function strangers(now: number): Stream {
  const from = now - LEAK.from;
  const revoked = now - LEAK.revoked;
  const rate = (at: number) => {
    if (at < from) return 0;
    const unrest = wobble(901, Math.floor(at / SLOT_MS), 0.5);
    if (at < revoked) return unrest * (4 + (24 * (at - from)) / (revoked - from));
    return unrest * (0.15 + 26 * Math.exp(-(at - revoked) / (5 * HOUR)));
  };
  return {
    rate,
    lacks: [0.34, "admin:*"],
    limited: () => 0.08,
    hosts: STRANGERS,
    paths: ["/orders/export", "/customers"],
  };
}

/** Mistyped, forgotten, guessed: keys that are nobody's. */
export function unknownKeys(): Stream {
  return {
    rate: (at) => 0.11 * wobble(902, Math.floor(at / HOUR), 0.6) * (0.6 + 120 * slotShare("business", at)),
    lacks: [0, ""],
    limited: () => 0,
    hosts: ["203.0.113.99", "198.51.100.44", "203.0.113.31", "192.0.2.17"],
    paths: ["/orders", "/shipments/{id}"],
  };
}

export function streamsOf(
  spec: KeySpec,
  index: number,
  source: Omit<Source, "streams">,
  now: number,
): Stream[] {
  const streams = [usual(spec, index, source, now)];
  if (spec.name === "route-planner") streams.push(runaway(now));
  if (spec.name === "mobile-beta-android") streams.push(strangers(now));
  return streams;
}

/** How far a rotation has come: an S over its first days, slower where more callers have to change. */
function adopted(source: Source, rotation: Rotation, at: number): number {
  const pace: Record<string, [middle: number, width: number, most: number]> = {
    "billing-worker": [40 * HOUR, 10 * HOUR, 0.998],
    "partner-edi-gateway": [9 * HOUR, 2.4 * HOUR, 0.93],
    "delivery-slots-app": [60 * HOUR, 16 * HOUR, 0.97],
  };
  const [middle, width, most] = pace[source.spec?.name ?? ""] ?? [30 * HOUR, 8 * HOUR, 0.999];
  return most / (1 + Math.exp(-(at - rotation.startedAt - middle) / width));
}

/** Which secrets are presented at that moment, each with its share, and whether it still counts. */
function secretsAt(source: Source, at: number): { id: string; share: number; retired: boolean }[] {
  const rotation = source.rotations.findLast((r) => r.startedAt <= at);
  if (!rotation)
    return [{ id: source.rotations[0]?.oldSecretId ?? source.firstSecretId, share: 1, retired: false }];
  if (rotation.cancelledAt !== null && at >= rotation.cancelledAt)
    return [{ id: rotation.oldSecretId, share: 1, retired: false }];
  const share = adopted(source, rotation, at);
  const retired = at >= rotation.retiresAt && rotation.cancelledAt === null;
  // Who still had the old one when it retired finds out, and changes.
  const left = retired ? (1 - share) * Math.exp(-(at - rotation.retiresAt) / (18 * HOUR)) : 1 - share;
  return [
    { id: rotation.newSecretId, share: 1 - left, retired: false },
    { id: rotation.oldSecretId, share: left, retired },
  ];
}

/** Draws what one stream of a source did around `at` and hands it on by secret and outcome. */
export function draw(
  random: Random,
  source: Source,
  stream: Stream,
  at: number,
  mean: number,
  emit: Emit,
): void {
  let rest = poisson(random, mean);
  if (rest === 0) return;
  if (!source.spec) {
    emit("", "NOT_FOUND", rest, stream);
    return;
  }
  let shareLeft = 1;
  for (const secret of secretsAt(source, at)) {
    const count = shareLeft <= 1e-9 ? 0 : portion(random, rest, secret.share / shareLeft);
    rest -= count;
    shareLeft -= secret.share;
    if (count > 0) decide(random, source, stream, secret, at, count, emit);
  }
}

/** What an ended key or a retired secret answers, in the order of verify. */
function endedCode(source: Source, retired: boolean, at: number): VerificationCode | null {
  if (at >= source.revokedAt) return "REVOKED";
  if (source.disabled.some((span) => at >= span.from && at < span.to)) return "DISABLED";
  return at >= source.expiresAt || retired ? "EXPIRED" : null;
}

/** The order of verify: ended, then what is lacking, then the limit. */
function decide(
  random: Random,
  source: Source,
  stream: Stream,
  secret: { id: string; retired: boolean },
  at: number,
  count: number,
  emit: Emit,
): void {
  const ended = endedCode(source, secret.retired, at);
  const lacking = ended ? 0 : portion(random, count, stream.lacks[0]);
  const limited = ended ? 0 : portion(random, count - lacking, stream.limited(at));
  const outcomes: [VerificationCode, number][] = [
    [ended ?? "VALID", count - lacking - limited],
    ["INSUFFICIENT_PERMISSIONS", lacking],
    ["RATE_LIMITED", limited],
  ];
  for (const [code, share] of outcomes) if (share > 0) emit(secret.id, code, share, stream);
}
