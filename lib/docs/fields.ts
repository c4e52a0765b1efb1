/** What a field of the HTTP API is, and a value as it may stand there. */
export type Field = { description: string; example?: unknown };

const field = (description: string, example?: unknown): Field => ({
  description,
  ...(example === undefined ? {} : { example }),
});

const KEY_ID = "key_01JNEX7Q4M8Z3T5V9W2Y6B1C0D";
const API_ID = "api_01JNEX6P3K7Y2S4V8W1X5A0B9C";
const OLD_SECRET = "sec_01JNEX7Q4MA2B4C6D8E0F1G3H5";
const NEW_SECRET = "sec_01JNF2B8R6C3D5E7F9G1H3J5K7";
const IDENTITY_ID = "idn_01JNEX7Q4M0A1B2C3D4E5F6G7H";
const AT = "2026-11-24T14:32:41.000Z";

/**
 * The words of the API. The same name means the same everywhere, so each is explained once; `parent.name` where what it
 * stands in changes what it is. A resource's own fields stand under the last part of its list's address (`keys`). What a
 * schema says of itself (`.describe`, `.meta`) is not overwritten. Adding a field without a line here fails a test.
 */
export const FIELDS: Record<string, Field> = {
  // Everywhere
  id: field("The id. It never changes, and ids sort by time."),
  name: field("A name for people: 1 to 100 characters.", "billing worker"),
  description: field("What it is for, for people.", "May look orders up."),
  version: field("Counts changes; the ETag is made of it.", 3),
  createdAt: field("When it was created.", "2026-11-20T09:15:00.000Z"),
  updatedAt: field("When it was last changed.", "2026-11-21T16:40:12.000Z"),
  metadata: field("Anything of yours: up to 8 KiB of JSON, at most 5 deep. Verify answers it.", {
    plan: "pro",
  }),
  requestId: field("Finds the request in the log.", "req_01JNEXB8T5N9P3Q7R1S6T0V4W8"),
  items: field("The page's entries."),
  nextCursor: field("Send it as `cursor` to get the next page; null on the last one.", null),
  limit: field("How many entries a page has, 1 to 100.", 50),
  cursor: field("`nextCursor` of the page before."),
  deleted: field("It no longer exists.", true),
  search: field("Part of a name, or the beginning of an id."),
  errors: field("What is wrong, field by field."),
  field: field("The field's path in the body or query.", "ratelimits.0.limit"),
  message: field("What would be right.", "must be at least 1"),

  // Keys
  "keys.id": field("The key's id. It stays the same through rotations.", KEY_ID),
  key: field("The key."),
  keyId: field("The key.", KEY_ID),
  apiId: field("The API that the key is for.", API_ID),
  environment: field("`live` or `test`; a part of the secret's prefix.", "live"),
  prefix: field("What the secret begins with. Left out, the API's default.", "sk"),
  state: field("`active`, or why it does not work.", "active"),
  enabled: field("False: the key is refused until it is enabled again.", true),
  externalId: field("Your own id of the customer that the key belongs to.", "customer_42"),
  identityId: field("Latchkey's id of that customer.", IDENTITY_ID),
  permissions: field("What the key itself may do, `resource:action`; its roles give more.", ["orders:read"]),
  roles: field("The names of its roles.", ["reader"]),
  ipAllowlist: field("Addresses and ranges that it may be used from; empty: any.", ["203.0.113.0/24"]),
  ratelimits: field("Limits of the key's own, by name. They replace the API's default of the same name."),
  credits: field("What it may spend; null: without end."),
  publishable: field("For browsers and apps: may only read, and only from `allowedOrigins`.", false),
  allowedOrigins: field("Origins that a publishable key may be used from.", []),
  expiresAt: field("When it ends; null: never.", null),
  revokedAt: field("When it was revoked; null: it was not.", null),
  lastUsedAt: field("When it was last presented, to the minute; a denied call counts.", AT),
  lastValidAt: field("When it was last let through, to the minute.", AT),
  lastUsedAddress: field("The `ip` that was last passed on with it.", "203.0.113.9"),
  secret: field("The secret itself. It is in this answer and nowhere else, ever.", "sk_live_9fK2…"),
  secrets: field("Its secrets, newest first; retired ones are kept as history."),
  "secrets.id": field("The secret's id.", OLD_SECRET),
  start: field(
    "The secret's prefix and first 4 random characters: all that is shown again, with `last4`.",
    "sk_live_9fK2",
  ),
  last4: field("The secret's last 4 characters.", "Zr0c"),
  retiresAt: field("When the old secret stops working; null: it is not being replaced.", null),
  "secrets.state": field("`active`, `retiring` (still works until `retiresAt`) or `retired`.", "active"),

  // Limits and credits
  "ratelimits.name": field("1 to 64 letters, digits, `_`, `.`, `-`.", "requests"),
  "ratelimits.limit": field(
    "What it lets through per window; of a token bucket, the tokens added per window.",
    100,
  ),
  algorithm: field(
    "How it counts. `sliding_window`: at most `limit` in any window. `fixed_window`: at most `limit` between two multiples of `windowMs` in UTC. `token_bucket`: `limit` tokens are added evenly per window, up to `burst`.",
    "sliding_window",
  ),
  burst: field(
    "The most tokens that a token bucket holds; `limit` if left out. Only with `token_bucket`.",
    200,
  ),
  "ratelimits.perKey": field("Each key has it for itself; otherwise the identity's keys share it.", false),
  administrativeRatelimits: field("The default limits of keys that have an administrative permission.", []),
  windowMs: field("The window's length in milliseconds.", 60_000),
  autoApply: field("Taken by every verification; otherwise only when asked for by name.", true),
  remaining: field("What is left.", 999),
  "ratelimits.remaining": field("What it still lets through now; of a token bucket, its whole tokens.", 99),
  resetAt: field("When all of it is available again, if nothing else comes.", AT),
  exceeded: field("This limit refused the call.", false),
  scope: field("`key`, or `identity`: counted once for all keys of the key's identity.", "key"),
  refill: field("When it is filled up again; null: one-time credits."),
  "refill.interval": field("`daily` or `monthly`, at midnight UTC.", "monthly"),
  amount: field("What the balance is set to at a refill.", 1_000),
  day: field("The day of the month; a shorter month's last day stands for those it lacks. Monthly only.", 1),
  nextRefillAt: field("When it is filled up next.", "2026-12-01T00:00:00.000Z"),
  add: field("This much on top of what is there."),
  set: field("The new balance itself."),

  // The limit API and its overrides
  namespace: field("What is limited: calls of one kind are counted together.", "emails"),
  identifier: field("Who is limited: a user, an address, an organisation.", "user_42"),
  allowed: field("Let it through or not.", true),
  retryAt: field(
    "When the refused cost would fit. Null if it was allowed, and if the cost is above the limit, so that it never fits.",
    null,
  ),
  overridden: field("An override of this identifier was taken instead of the request's limit.", false),
  "ratelimit.limit": field(
    "What it lets through per window; of a token bucket, the tokens added per window.",
    100,
  ),
  "ratelimit.remaining": field("What it still lets through now; of a token bucket, its whole tokens.", 99),
  "ratelimit-overrides.id": field("The override's id.", "rlo_01JNEXA4W7U1X5Y9Z3B6C8D2E0"),
  "ratelimit-overrides.limit": field(
    "What this identifier is let through per window; of a token bucket, the tokens added per window.",
    1_000,
  ),
  "ratelimit-overrides.algorithm": field(
    "How this identifier's calls are counted, in place of the request's `algorithm`. Left out or null: as each request says.",
    "token_bucket",
  ),
  "ratelimit-overrides.burst": field(
    "The most tokens that a token bucket holds; `limit` if left out. Only with the override's own `token_bucket`.",
    2_000,
  ),
  "ratelimit.algorithm": field(
    "How it counts: `sliding_window`, `fixed_window` or `token_bucket`. In the answer, the algorithm that decided.",
    "sliding_window",
  ),

  // Verification
  "keys.key": field("The presented value, as your caller sent it."),
  "requests.key": field("The presented value, as your caller sent it."),
  requests: field("Up to 100 verifications; each has its result at the same place."),
  results: field("One for each entry of the request, in its order."),
  valid: field("Let it through or not. Never true for a key that is not known to be valid.", true),
  code: field("The outcome. Each has its page under /docs/errors.", "VALID"),
  secretId: field("Which of the key's secrets was presented.", OLD_SECRET),
  identity: field("Whose key it is; null: nobody's in particular."),
  "identity.id": field("Latchkey's id of the customer.", IDENTITY_ID),
  rotation: field("The rotation under way; null: none is.", null),
  degraded: field("Only while Redis is away: the limits were counted by this process alone."),
  cost: field("How much this call takes from limits and credits; 0 reads without taking. 1 if left out.", 1),
  ip: field("The caller's address. A key with an IP allowlist is refused without one.", "203.0.113.9"),
  origin: field("For publishable keys: the `Origin` of the request that carried the key."),
  tags: field(
    "Up to 20 words of 128 characters to count the call by, at most 4,096 bytes in all. One that is given twice counts once. Not stored for NOT_FOUND.",
    ["path=/orders"],
  ),

  // Rotation
  overlapSeconds: field("How long the old secret goes on working; 0: not at all.", 86_400),

  oldSecretId: field("The secret that is being replaced.", OLD_SECRET),
  newSecretId: field("The secret that replaces it.", NEW_SECRET),
  startedAt: field("When the rotation began.", "2026-11-24T09:00:00.000Z"),
  endedAt: field("When it ended; null: it is under way.", null),
  "rotation.id": field("The rotation's id.", "rot_01JNF2B8R6C3D5E7F9G1H3J5K7"),
  "rotation.retiresAt": field("When the old secret stops working.", "2026-11-25T09:00:00.000Z"),
  "rotation.state": field(
    "`in_progress`, or how it ended: by itself (`elapsed`), by a person, or with the key.",
    "in_progress",
  ),
  adoptedToday: field(
    "The share of today's calls (UTC) that used the new secret, 0 to 1; null: no calls.",
    0.82,
  ),
  role: field("Which of the two it is: `old` or `new`.", "old"),
  callsToday: field("Calls with it since midnight UTC.", 214),
  points: field("Calls over time."),
  "points.start": field("When the bucket begins.", "2026-11-24T12:00:00.000Z"),
  addresses: field("Where it was presented from in the last 24 hours, most calls first; at most ten."),
  lastAt: field("When it was last presented from there.", AT),
  count: field("How many calls.", 12),

  // Import
  "keys.keys": field("The keys to take over, at most 10,000."),
  hash: field("SHA-256 of the whole value, in hex or base64. Either this or `plaintext`."),
  plaintext: field(
    "The value itself, where its strength is unknown; kept as Argon2id. At most 1,000 a call.",
  ),
  imported: field("How many were taken over.", 1),
  failed: field("How many were not.", 1),
  index: field("The entry's place in the request, from 0.", 0),

  // APIs
  "apis.id": field("The API's id.", API_ID),
  "apis.name": field("A name for people.", "Orders API"),
  "apis.permissions": field("Offered when a key is created; a key may have others.", [
    "orders:read",
    "orders:write",
  ]),
  "apis.ratelimits": field("Hold for each of its keys that has none of the same name."),
  defaultPrefix: field("The prefix of keys that are created without one.", "sk"),
  defaultLifetimeSeconds: field(
    "How long a key lives that is created without `expiresAt`; null: without end.",
    null,
  ),
  maxLifetimeSeconds: field("The longest that a key may live; null: without end.", null),

  // Identities, permissions, roles
  "identities.id": field("The identity's id.", IDENTITY_ID),
  "identities.ratelimits": field("Limits that all of its keys share, or with `perKey` each has for itself."),
  "permissions.id": field("The permission's id.", "perm_01JNEX5M2J6X1R3T7V0W4Z9A8B"),
  "permissions.name": field("`resource:action`.", "orders:read"),
  "permissions.permissions": field("The permissions to create."),
  "permissions.key": field("The key."),
  administrative: field("Keys that have it are shown and limited apart.", false),
  created: field("How many were new.", 2),
  existed: field("How many existed already.", 1),
  usedBy: field("What would be affected by a change."),
  "usedBy.keys": field("Keys.", 14),
  "usedBy.roles": field("Roles.", 2),
  "usedBy.apis": field("APIs.", 1),
  permission: field("Only those with this permission."),
  "roles.id": field("The role's id.", "role_01JNEX5N7K1Y6S8V2W4X9A0B3C"),
  "roles.name": field("1 to 64 letters, digits, `_`, `.`, `-`.", "reader"),
  "roles.permissions": field("What it gives.", ["orders:read"]),

  // Policies
  "policies.id": field("The policy's id.", "pol_01JNEX6R4L8Z7T9W3V5Y0A1B2C"),
  finishAfterQuietHours: field(
    "A rotation is completed once the old secret was not used for this long; null: it is not.",
    48,
  ),
  extendUpToHours: field(
    "While the old secret is in use, its retirement moves on, up to this long after the rotation began; null: it does not.",
    336,
  ),
  rotateEveryDays: field("How often its keys are due for a rotation; null: never.", 90),
  remindDays: field("How many days before that somebody is reminded.", [30, 7, 1]),

  // Lists of keys
  createdAfter: field("Only keys that were created at this instant or later."),
  createdBefore: field("Only keys that were created before this instant."),
  lastUsedAfter: field("Only keys that were last presented at this instant or later."),
  lastUsedBefore: field("Only keys that were last presented before this instant, or never."),
  expiresWithinDays: field("Only keys that end within so many days."),
  sort: field("The order of the list."),

  // Root keys
  rootKey: field("The root key."),
  rootKeyId: field("The root key of this request.", "root_01JNEX8T2P5R9S3V7W1X4A6B0C"),
  workspaceId: field("The workspace that it is of.", "ws_01JNEX4K9H2W6R0S3T7V1X5Z8A"),
  "root-keys.id": field("The root key's id.", "root_01JNEX8T2P5R9S3V7W1X4A6B0C"),
  "root-keys.name": field("A name for people.", "orders backend"),
  "root-keys.prefix": field("Always `lk`.", "lk"),
  "root-keys.permissions": field("Latchkey's own permissions: what it may do with this API.", [
    "keys:verify",
  ]),
  "root-keys.ratelimits": field("Its own limits. Without any, management calls have a default one.", []),
  "root-keys.secret": field(
    "The secret itself. It is in this answer and nowhere else, ever.",
    "lk_root_7hT3…",
  ),
  apiIds: field("The APIs that it is limited to; empty: all of them.", []),
  "whoami.name": field("Its name.", "orders backend"),
  "whoami.secret": field("The one that was presented; `retiring` calls for its successor."),
  "whoami.ratelimits": field("The limits that hold for its calls."),
  "whoami.permissions": field("What it may do.", ["keys:verify"]),

  // Usage
  from: field("The first instant, RFC 3339; counts as the beginning of its bucket.", "2026-11-24T00:00:00Z"),
  to: field("The instant after the last, RFC 3339.", "2026-11-25T00:00:00Z"),
  interval: field("How long a bucket is.", "hour"),
  timeZone: field(
    "An IANA time zone, in which hours and days begin, or an offset of whole quarter hours (`+05:30`, in a URL `%2B05:30`).",
    "UTC",
  ),
  groupBy: field(
    "Sums for each value of this. The 100 values with the most calls have points of their own, fewer if an answer would have more than 50,000 points; the others together are `other`.",
    "code",
  ),
  tag: field("Only calls with this tag."),
  "usage.points": field(
    "One for each bucket and each group that occurs, filled with zeros. With `groupBy=tag` a call is in the points of each of its tags.",
  ),
  group: field("The group's value; null without `groupBy`.", "VALID"),
  "points.cost": field("The sum of their costs.", 12),
  totals: field(
    "The sums of all calls that the filters select. Each call counts once, however many tags it has.",
  ),
  "totals.cost": field("The sum of all costs.", 12),
  byCode: field("How many calls had each outcome.", { VALID: 12 }),

  // Audit
  "audit-events.id": field("The event's id.", "evt_01JNEX9V3Q6S0T4W8X2Z5B7C1D"),
  sequence: field("Its place in the workspace's chain.", 4_211),
  at: field("When it happened.", AT),
  actor: field("Who did it."),
  "actor.type": field("What it is.", "user"),
  "actor.id": field("Its id.", "usr_01JNEX3J8G1V5Q9R2S6T0W4Y7Z"),
  "actor.name": field("Its name at that time.", "Ada Example"),
  action: field("What was done.", "key.created"),
  target: field("What it was done to."),
  "target.type": field("What it is.", "key"),
  "target.id": field("Its id.", KEY_ID),
  address: field("Where from.", "198.51.100.7"),
  userAgent: field("With which program.", "Mozilla/5.0"),
  before: field("The fields that changed, as they were.", null),
  after: field("The fields that changed, as they are.", { name: "billing worker" }),
  "audit-events.hash": field(
    "SHA-256 over the event before and this one, in hex.",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  ),
  expected: field("A hash that was noted before: the chain must have an event of it."),
  intact: field("Whether every event is as it was written, in its place, up to the chain's head.", true),
  "audit-events.events": field("How many events fit, from the first on.", 4_211),
  "audit-events.from": field(
    "When the first of them happened; null: there is none.",
    "2026-03-02T08:00:12.000Z",
  ),
  "audit-events.to": field("When the last of them happened; null: there is none.", AT),
  headHash: field(
    "The hash of the newest event: note it outside this database. Null if the chain is broken.",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  ),
  brokenAt: field("The first event that does not fit; null: there is none.", null),
  why: field(
    "`changed`: it is not as it was written. `missing`: there is no event of this number. `extra`: it is outside the chain. `head`: the chain's head is not this last event. `expected`: the chain has no event of the expected hash.",
    "changed",
  ),
  "brokenAt.sequence": field("Its place in the chain; null for `expected`.", 4_211),
  "brokenAt.id": field(
    "The event's id; null for `missing` and `expected`.",
    "evt_01JNEX9V3Q6S0T4W8X2Z5B7C1D",
  ),
  "brokenAt.at": field("When it happened, as it stands there now; null as the id.", AT),
  targetId: field("Only what was done to this."),
  actorId: field("Only what was done by this."),

  // A problem in the place of a verification
  type: field("A page that says what to do.", "https://keys.example.com/docs/errors/unavailable"),
  title: field("The problem in a few words.", "Temporarily unavailable"),
  status: field("Its HTTP status.", 503),
  detail: field("What is the matter with this request."),
};
