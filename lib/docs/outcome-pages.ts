import type { VerificationCode } from "../verify/codes";
import type { VerifyAnswer } from "../verify/outcome";

/** What the page of a verification's outcome says. */
export type OutcomePage = {
  means: string;
  causes: string[];
  remedies: string[];
  /** What your service answers its own caller, and why. */
  status: { code: 200 | 401 | 403 | 429; why: string };
  answer: VerifyAnswer;
};

type Decided = Exclude<VerifyAnswer, { code: "NOT_FOUND" }>;

/** The answer about a key of the customer's; each outcome changes what it is about. */
const decided = (code: Decided["code"], changes: Partial<Decided> = {}): VerifyAnswer => ({
  valid: code === "VALID",
  code,
  keyId: "key_01JNEX7Q4M8Z3T5V9W2Y6B1C0D",
  secretId: "sec_01JNEX7Q4MA2B4C6D8E0F1G3H5",
  apiId: "api_01JNEX6P3K7Y2S4V8W1X5A0B9C",
  name: "billing worker",
  environment: "live",
  identity: {
    id: "idn_01JNEX7Q4M0A1B2C3D4E5F6G7H",
    externalId: "customer_42",
    metadata: {},
  },
  permissions: ["orders:read"],
  roles: [],
  metadata: { plan: "pro" },
  expiresAt: null,
  credits: null,
  ratelimits: [],
  rotation: null,
  ...changes,
  requestId: "req_01JNEXB8T5N9P3Q7R1S6T0V4W8",
});

const requests = {
  name: "requests",
  limit: 100,
  windowMs: 60_000,
  resetAt: "2026-11-24T14:32:41.000Z",
  scope: "key" as const,
};

const ended = { code: 401 as const, why: "the credential is no longer one" };

/** One page for each outcome of the closed set, in the order in which they are checked. */
export const OUTCOME_PAGES: Record<VerificationCode, OutcomePage> = {
  VALID: {
    means: "The key may do what was asked. Its limits and credits were taken for this call.",
    causes: ["The key is active, and each check passed."],
    remedies: [
      "Let the request through. `identity.externalId` and `metadata` say whose it is.",
      "If `rotation` is not null, the caller uses a secret that is being replaced: pass `Deprecation` and `Sunset` on, so that its owner hears of it.",
    ],
    status: { code: 200, why: "whatever your service answers" },
    answer: decided("VALID", {
      credits: { remaining: 999 },
      ratelimits: [{ ...requests, remaining: 99, exceeded: false }],
    }),
  },
  NOT_FOUND: {
    means:
      "No key of this workspace has this secret. Nothing else stands in the answer, so that nobody learns by guessing.",
    causes: [
      "The value is mistyped, cut off, or still a placeholder; a wrong checksum is noticed without a look-up.",
      "It belongs to another workspace, or to an API that the asking root key is not limited to.",
      "A root key was presented. It is for Latchkey's own API.",
    ],
    remedies: [
      "Compare the start and the last four characters with the list of keys in the dashboard, or paste the value into its search.",
      "Check that nothing is in front of it: `Bearer `, quotes, a line break.",
    ],
    status: { code: 401, why: "the credential is not known" },
    answer: { valid: false, code: "NOT_FOUND", requestId: "req_01JNEXB8T5N9P3Q7R1S6T0V4W8" },
  },
  REVOKED: {
    means: "The key was revoked for good. It never works again; its history stays.",
    causes: ["Somebody revoked it in the dashboard or through the API. The audit log says who and when."],
    remedies: [
      "Give its owner a new key.",
      "If it was to stop only for a while, disable the next one instead.",
    ],
    status: ended,
    answer: decided("REVOKED"),
  },
  DISABLED: {
    means: "The key is switched off, and works again as soon as it is enabled.",
    causes: ["Somebody disabled it, or it was imported disabled."],
    remedies: ['Enable it on its page, or with `PATCH /api/v1/keys/{id}` and `{ "enabled": true }`.'],
    status: ended,
    answer: decided("DISABLED"),
  },
  EXPIRED: {
    means:
      "The key's expiry has passed, or the presented secret is the old one of a rotation and has retired.",
    causes: [
      "`expiresAt` is in the past: then the whole key has ended.",
      "`expiresAt` is null or in the future: then only this secret has retired. The caller still uses the old one.",
    ],
    remedies: [
      "For a key: create a new one, or give the next one a longer life.",
      "For a secret: the caller needs the secret that the rotation made. If it is lost, rotate again.",
      "Read [rotation without downtime](/docs/guides/rotation).",
    ],
    status: ended,
    answer: decided("EXPIRED", { expiresAt: "2026-11-01T00:00:00.000Z" }),
  },
  FORBIDDEN_IP: {
    means:
      "The key may be used only from certain addresses or origins, and this call came from another one, or did not say.",
    causes: [
      "The key has an IP allowlist, and `ip` is not in it.",
      "The verify call passed on no `ip`. With an allowlist that is a denial too.",
      "Your service stands behind a proxy and passes on the proxy's address instead of the caller's.",
      "The key is publishable, and `origin` is missing or not one of its `allowedOrigins`.",
    ],
    remedies: [
      "Pass on the caller's address as `ip`, and for publishable keys the request's `Origin` as `origin`.",
      "Add the address, range or origin to the key.",
    ],
    status: { code: 403, why: "the credential is good, the place is not" },
    answer: decided("FORBIDDEN_IP"),
  },
  INSUFFICIENT_PERMISSIONS: {
    means: "The key is good, but lacks a permission that the verify call asked for.",
    causes: [
      "Neither the key nor its roles have what `permissions` in the verify call demands.",
      "The call asks for more than the route needs: `orders:*` is only satisfied by who has all of `orders`.",
    ],
    remedies: [
      "Compare `permissions` and `roles` in the answer with your query. The dashboard's requests say which one was missing.",
      "Give the permission to the key, or to one of its roles.",
    ],
    status: { code: 403, why: "who it is, is known; it may not do this" },
    answer: decided("INSUFFICIENT_PERMISSIONS"),
  },
  RATE_LIMITED: {
    means: "One of the limits that hold for this call is used up. Nothing was taken from any of them.",
    causes: [
      "The key made more calls than its limit within the window.",
      "A limit of its identity is shared by all keys of that customer (`scope` is `identity`).",
      "The verify call's `cost` is larger than what remains.",
    ],
    remedies: [
      "Answer 429 with `Retry-After`: `ratelimits` has the exceeded one and when the window frees up.",
      "Raise the limit on the key, its identity or its API.",
      "Read [rate limits and credits](/docs/guides/limits-and-credits).",
    ],
    status: { code: 429, why: "the same call will be good later" },
    answer: decided("RATE_LIMITED", { ratelimits: [{ ...requests, remaining: 0, exceeded: true }] }),
  },
  CREDITS_EXHAUSTED: {
    means: "The key, or its identity, has fewer credits left than the call costs. Nothing was spent.",
    causes: [
      "The credits are used up, and no refill is due.",
      "The verify call's `cost` is larger than `credits.remaining`.",
    ],
    remedies: [
      "Add credits, or give the key a daily or monthly refill.",
      "Ask with `cost: 0` where a call is to be free.",
      "Read [rate limits and credits](/docs/guides/limits-and-credits).",
    ],
    status: { code: 403, why: "waiting alone does not help unless a refill is due" },
    answer: decided("CREDITS_EXHAUSTED", { credits: { remaining: 0 } }),
  },
};
