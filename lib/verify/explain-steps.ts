import type { Spending } from "../credits/ledger";
import { parseSecret } from "../platform/secret";
import type { LimitAlgorithm } from "../ratelimit/limiter";
import type { Case } from "./case";
import type { VerificationCode } from "./codes";
import type { VerifyAnswer } from "./outcome";

export const STEPS = [
  { id: "exists", codes: ["NOT_FOUND"] },
  { id: "revoked", codes: ["REVOKED"] },
  { id: "enabled", codes: ["DISABLED"] },
  { id: "expired", codes: ["EXPIRED"] },
  { id: "address", codes: ["FORBIDDEN_IP"] },
  { id: "permissions", codes: ["INSUFFICIENT_PERMISSIONS"] },
  { id: "limits", codes: ["RATE_LIMITED"] },
  { id: "credits", codes: ["CREDITS_EXHAUSTED"] },
] as const satisfies readonly { id: string; codes: readonly VerificationCode[] }[];

export type Step = {
  id: (typeof STEPS)[number]["id"];
  /** Where the decision stopped is `denied`; what stands behind it is `not_reached`. */
  outcome: "passed" | "denied" | "not_reached";
  /** What was found, as sentences. Instants in them are RFC 3339, UTC. */
  detail: string;
};

/** `most`: the limit, or what a token bucket holds. */
export type LimitNow = {
  name: string;
  used: number;
  most: number;
  algorithm?: Exclude<LimitAlgorithm, "sliding_window"> | undefined;
  cost: number;
};

type Seen = {
  it: Case | null;
  presented: string | null;
  answer: VerifyAnswer;
  limits: readonly LimitNow[];
  credits: Spending | "unavailable" | null;
};

/** The decision as steps: all before the one whose code was answered have passed. */
export function stepsOf(seen: Seen): Step[] {
  const stop = STEPS.findIndex(({ codes }) => (codes as readonly string[]).includes(seen.answer.code));
  return STEPS.map(({ id }, i) => ({
    id,
    outcome: stop < 0 || i < stop ? "passed" : i === stop ? "denied" : "not_reached",
    detail: seen.it ? DETAILS[id](seen, seen.it) : id === "exists" ? unknown(seen.presented) : "",
  }));
}

/** Only here, to who is signed in, is it told why a value was not found. */
function unknown(presented: string | null): string {
  const value = presented ?? "";
  if (parseSecret(value)) return "The checksum is right, but no key of this workspace has this secret.";
  if (/^[a-z][a-z0-9]{0,15}_(live|test|root)_[0-9A-Za-z]{49,}$/.test(value))
    return "The checksum is wrong: a character was mistyped. It is refused without a look-up.";
  return "This has not the form of a key, such as sk_live_ and 49 or more characters.";
}

const instant = (ms: number) => new Date(ms).toISOString();

const DETAILS: Record<Step["id"], (seen: Seen, it: Case) => string> = {
  exists: (_, { proof, now }) => {
    if (proof.retiresAt === null) return "Found by its hash.";
    return proof.retiresAt > now
      ? `Found by its hash. It is the old secret of a rotation and retires at ${instant(proof.retiresAt)}.`
      : "Found by its hash. It is the old secret of a rotation that has ended.";
  },
  revoked: (_, { credential: key, proofIs }) => {
    if (key.revokedAt !== null) return `Revoked at ${instant(key.revokedAt)}, for good.`;
    return proofIs === "revoked" ? "What was presented has been revoked." : "Never revoked.";
  },
  enabled: (_, { credential: key }) => (key.enabled ? "Enabled." : "Disabled. It can be enabled again."),
  expired: (_, { credential: key, proof, now }) => {
    if (proof.retiresAt !== null && proof.retiresAt <= now)
      return `This secret was retired at ${instant(proof.retiresAt)}; the key has a newer one.`;
    if (key.expiresAt === null) return "Never expires.";
    return key.expiresAt <= now
      ? `Expired at ${instant(key.expiresAt)}.`
      : `Until ${instant(key.expiresAt)}.`;
  },
  address: (_, { credential: key, request: { ip, origin } }) => {
    const bound = [
      key.isAllowedAddress &&
        (ip === undefined
          ? "The key has an allowlist, and no address was passed on."
          : `${ip} is ${key.isAllowedAddress(ip) ? "" : "not "}on its allowlist.`),
      key.allowedOrigins &&
        (origin === undefined
          ? "The key is bound to origins, and none was passed on."
          : `${origin} is ${key.allowedOrigins.has(origin) ? "" : "not "}one of its origins.`),
    ].filter((sentence) => typeof sentence === "string");
    return bound.join(" ") || "From any address.";
  },
  permissions: (_, { credential: key, query }) =>
    query ? `The key has ${key.permissions.join(", ") || "no permission"}.` : "None was asked for.",
  limits: ({ limits }) =>
    limits.length === 0 ? "No limit to take from." : `${limits.map((l) => limitWords(l)).join("; ")}.`,
  credits: ({ credits }, { credential: key, request }) => {
    if (key.creditsOf === null || credits === null) return "Not counted.";
    if (credits === "unavailable") return "The database does not answer.";
    const owner = key.creditsOf === key.id ? "" : " of its identity";
    return `${credits.remaining} left${owner}, ${request.cost ?? 1} asked for.`;
  },
};

function limitWords({ name, algorithm, used, most, cost }: LimitNow): string {
  const of = algorithm === "token_bucket" ? `${used} of ${most} tokens used` : `${used} of ${most} used`;
  const how = algorithm ? ` (${algorithm.replace("_", " ")})` : "";
  return `${name}${how}: ${of}, ${cost} more asked for`;
}
