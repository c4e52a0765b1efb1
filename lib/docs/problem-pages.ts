import type { FieldError, ProblemCode } from "../platform/errors/problem";

/** What the page of a problem says; Markdown's inline forms are allowed. */
export type ProblemPage = {
  means: string;
  causes: string[];
  remedies: string[];
  /** For the example answer: what `detail` says, and `errors` where there are any. */
  detail: string;
  errors?: FieldError[];
};

/** One page for each code of the closed set: a code without one does not compile. */
export const PROBLEM_PAGES: Record<ProblemCode, ProblemPage> = {
  invalid_request: {
    means:
      "Something in the body, the query or a header cannot be used. Nothing was changed. `errors` names each field that is wrong, by its path (`ratelimits.0.limit`), and says what would be right.",
    causes: [
      "A field has a value outside its range: a name that is too long, an expiry in the past, a window under a second, an address range such as `/33`.",
      "A field is not known, or is given twice. Unknown fields are refused by name rather than ignored.",
      "The body is not JSON, is not valid UTF-8, holds a number beyond 2^53, or has more than 1 MiB (8 MiB for an import).",
      "A permission query cannot be read; the message gives the position.",
      "A limit is asked for by name that neither the key, its identity nor its API has, and it brings no `limit` and `windowMs` of its own.",
    ],
    remedies: [
      "Read `errors` and change the fields that it names.",
      "Compare with the operation's schema in the [API reference](/docs/api).",
      "Do not send the same request again: it will be refused again.",
    ],
    detail: "ratelimits.0.limit: must be at least 1",
    errors: [{ field: "ratelimits.0.limit", message: "must be at least 1" }],
  },
  unauthenticated: {
    means:
      "The request carries no root key, or one that is not valid. Who asks is not known, so nothing else was looked at.",
    causes: [
      "The header `Authorization: Bearer lk_root_…` is missing.",
      "The value is one of the API's keys (`sk_live_…`), not a root key.",
      "The root key was revoked, disabled, has expired, or was the old secret of a finished rotation.",
      "The value was cut off while it was copied: a root key has 49 characters after `lk_root_`.",
      "The root key has an IP allowlist, and the call came from another address.",
    ],
    remedies: [
      "Send the root key in `Authorization: Bearer …`.",
      "Look in the dashboard under **Root keys** whether it is active, and when it was last used.",
      "If it is lost, create or rotate one: a secret is shown once.",
    ],
    detail: "Send Authorization: Bearer lk_root_…",
  },
  forbidden: {
    means: "The root key is valid, but may not do this. Nothing was changed.",
    causes: [
      "The root key lacks the permission that the operation needs; `detail` names it.",
      "The root key is limited to some APIs, and this is another one.",
      "It was to give more than it has itself: no root key can make one with more permissions than its own.",
    ],
    remedies: [
      "Ask `GET /api/v1/whoami` what the root key may do.",
      "Give the root key the permission that `detail` names, or use another one.",
    ],
    detail: "This needs the permission keys:create.",
  },
  not_found: {
    means:
      "There is nothing at this address that this root key may know of. What another workspace owns does not exist for you: the answer is the same.",
    causes: [
      "The id is mistyped, or is of another kind (`root_…` under `/keys`).",
      "It belongs to another workspace, or to an API that this root key is not limited to.",
      "It was deleted. A revoked key still exists; a deleted API does not.",
      "The path itself is wrong; `detail` then shows it.",
    ],
    remedies: [
      "List the resource (`GET /api/v1/keys`) and take the id from there.",
      "Check with `GET /api/v1/whoami` which workspace the root key is of.",
    ],
    detail: "There is no such key.",
  },
  method_not_allowed: {
    means: "The address exists, but not with this method. The `Allow` header lists the methods that it has.",
    causes: [
      "`PUT` where changes are made with `PATCH`.",
      "`GET` on an address that only takes `POST`, such as `/api/v1/keys/verify`.",
    ],
    remedies: [
      "Use one of the methods in `Allow`.",
      "Look the operation up in the [API reference](/docs/api).",
    ],
    detail: "POST is possible here.",
  },
  conflict: {
    means: "The request is right in itself, but contradicts what there is. Nothing was changed.",
    causes: [
      "The name or id is taken already.",
      "What is to be deleted is still in use: an API that has keys, for example.",
    ],
    remedies: [
      "`detail` says what is in the way: change it first, or choose another name.",
      "Then send the request again.",
    ],
    detail: "Orders API has 12 keys that are not revoked. Revoke them first.",
  },
  rotation_in_progress: {
    means:
      "The key has two working secrets already. A key has at most two, so it cannot be rotated again yet.",
    causes: [
      "A rotation was begun and its overlap has not passed.",
      "The rotate call was repeated without an `Idempotency-Key`.",
    ],
    remedies: [
      "See with `GET /api/v1/keys/{id}/rotation` whether the old secret is still used.",
      "Finish it (`…/rotation/complete`), go back (`…/rotation/cancel`), or wait until the overlap has passed.",
      "Read [rotation without downtime](/docs/guides/rotation).",
    ],
    detail: "Two secrets are active. Complete, cancel or wait for the rotation first.",
  },
  no_rotation: {
    means: "The key has one working secret: there is no rotation to complete, cancel, extend or look at.",
    causes: [
      "The rotation ended meanwhile: its overlap passed, or somebody completed or cancelled it.",
      "The key was never rotated.",
    ],
    remedies: [
      "Read the key: `rotation` is null, and `secrets` shows when each one retired.",
      "Begin one with `POST /api/v1/keys/{id}/rotate`.",
    ],
    detail: "No rotation of this key is in progress.",
  },
  key_ended: {
    means: "The key is revoked, or has expired, so this can no longer be done with it.",
    causes: ["The key was revoked. That is final.", "Its expiry has passed: it cannot be rotated."],
    remedies: [
      "For an expired key: give it a later `expiresAt` first.",
      "For a revoked one: create a new key for the same `externalId`.",
      "To stop a key for a while, disable it (`enabled: false`) instead of revoking it.",
    ],
    detail: "The key was revoked; that is final.",
  },
  idempotency_conflict: {
    means:
      "The `Idempotency-Key` was used within the last day for another request. The same key with the same request answers the same; with another it is refused, so that one mistake does not hide another.",
    causes: [
      "One value is used for several requests, such as a constant or a user's id.",
      "A retry changed the body: a timestamp in it, for example.",
    ],
    remedies: [
      "Draw a new value (a UUID) for each intention, and repeat it only when the very same request is repeated.",
      "Look whether the first request did what you wanted.",
    ],
    detail: "This Idempotency-Key was used for another request; choose a new one.",
  },
  precondition_failed: {
    means:
      "`If-Match` names a version that is no longer current: somebody changed the resource after you read it. Nothing was changed.",
    causes: [
      "Two people or processes change the same resource.",
      "The ETag is of another resource, or was kept from before your own last change.",
    ],
    remedies: [
      "Read the resource again, apply your change to what it is now, and send it with the new ETag.",
      "Leave `If-Match` out if the last change may win.",
    ],
    detail: "This is version 4 now; the change was meant for version 3. Read it again.",
  },
  unsupported_media_type: {
    means: "The body is not announced as JSON, and was not read.",
    causes: ["`Content-Type` is missing or another one: curl sends a form's type with `-d`."],
    remedies: ["Send `Content-Type: application/json`."],
    detail: "Send Content-Type: application/json.",
  },
  rate_limited: {
    means:
      "This root key made more calls than its own limit lets through. This is about your calls to Latchkey; a customer's key over its limit is a 200 with the code [RATE_LIMITED](/docs/errors/RATE_LIMITED).",
    causes: [
      "Management calls have a default limit of 3,000 a minute for each root key.",
      "The root key was given limits of its own, which hold for verifying too.",
    ],
    remedies: [
      "Wait as long as `Retry-After` says (seconds), then go on.",
      "Read `RateLimit` on each answer and slow down before it reaches 0.",
      "Import or change many keys with the calls that take a list.",
    ],
    detail: "This root key is over its own limit.",
  },
  workspace_share_exceeded: {
    means:
      "This workspace uses as much of a shared resource as one workspace may: memory for limit windows, room in the usage journal, or turns at the database. Other workspaces are not affected. Nothing was spent or recorded.",
    causes: [
      "Calls use very many different limits: a new `windowMs`, name or identifier for each call.",
      "Usage arrives faster than the database stores it, and this workspace's part of the journal is full.",
      "Hundreds of management calls, several large reports or more than four imports run at once.",
    ],
    remedies: [
      "Wait as long as `Retry-After` says (seconds), then try again.",
      "Use a small, fixed set of limits with the same `windowMs` for every call.",
      "If you host Latchkey, see the limits in `docs/bounds.md`.",
    ],
    detail:
      "This workspace has reached its share of limit windows. Use fewer limits, or wait until some end.",
  },
  internal: {
    means:
      "Something failed on the server that should not. The request may or may not have been carried out.",
    causes: ["A fault in Latchkey. It was logged under the `requestId`."],
    remedies: [
      "Send the same request again with the same `Idempotency-Key`: it is carried out at most once.",
      "If it stays, look for the `requestId` in the server's log.",
    ],
    detail: "Something failed on our side. The request id finds it in the log.",
  },
  unavailable: {
    means:
      "The server cannot answer this now: its database does not answer, is busy or read-only, or others were changing the same. Keys that were verified before go on being verified meanwhile.",
    causes: [
      "The database is down or restarting.",
      "A key that this process has not seen yet was to be verified while the database was away.",
      "The database is read-only: nothing can be changed until it takes writes again.",
      "The request took longer than 8 seconds. Its change was rolled back, unless it was just being committed.",
      "Many changes of the same resource at once; nothing was changed then.",
    ],
    remedies: [
      "Try again after `Retry-After` seconds, a write with its `Idempotency-Key`.",
      "For verifications, decide beforehand what your service does without an answer: refusing with 503 is the safe way.",
      "`GET /readyz` says whether the database answers.",
    ],
    detail:
      "The database does not answer. Send the same request again, with its Idempotency-Key if it changes something.",
  },
};
