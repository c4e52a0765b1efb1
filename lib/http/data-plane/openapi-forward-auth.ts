type Json = Record<string, unknown>;

const text = (description: string, required = false): Json => ({
  description,
  required,
  schema: { type: "string" },
});
const header = (name: string, description: string) => ({ name, in: "header", ...text(description) });
const query = (name: string, description: string, schema: Json) => ({
  name,
  in: "query",
  description,
  schema,
});

const decided = (description: string): Json => ({
  description,
  headers: {
    "X-Latchkey-Code": text(
      "The outcome, as verify answers it; MISSING if no credential was presented, PREFLIGHT for a preflight that may pass",
      true,
    ),
    "X-Latchkey-Key-Id": text("The key"),
    "X-Latchkey-External-Id": text("Its identity's externalId, percent-encoded beyond ASCII"),
    "RateLimit-Policy": text("The key's limits"),
    RateLimit: text("What is left of the scarcest one"),
    "Retry-After": text("Seconds, with 429"),
    Deprecation: text("RFC 9745: since when the presented secret is being replaced"),
    Sunset: text("RFC 8594: when it retires"),
  },
});

/** Not an operation like the others: it is asked by gateways, and its answer is a status and headers. */
export function forwardAuthPath(): Json {
  const operation = (operationId: string): Json => ({
    operationId,
    summary: "For gateways: may the original request pass? A status and headers, no body.",
    description:
      "The root key stands in X-Latchkey-Key and needs the permission `keys:verify`. The original request's X-API-Key or Authorization is the credential; its client's address is the last of X-Forwarded-For or Forwarded that is not a listed proxy, and its Origin is compared with a publishable key's.",
    tags: ["Verification"],
    security: [{ gatewayKey: [] }],
    parameters: [
      query("permissions", "As in verify", { type: "string" }),
      query("cost", "As in verify", { type: "integer", minimum: 0 }),
      query("ratelimit", "A limit of the key's to take from besides its automatic ones; may be repeated", {
        type: "array",
        items: { type: "string" },
      }),
      query("tag", "May be repeated", { type: "array", items: { type: "string" } }),
      query("preflight", "Lets CORS preflights pass without a credential", {
        type: "string",
        enum: ["pass"],
      }),
      header("X-API-Key", "The presented credential; or Authorization: Bearer"),
      header("X-Forwarded-For", "The client, as the gateway saw it last"),
      header("Origin", "The page that the original request came from"),
      header("X-Latchkey-Permissions", "Instead of a query, for a gateway that appends the original path"),
    ],
    responses: {
      "200": decided("The request may pass"),
      "401": decided("No credential, or one that is unknown, expired, disabled or revoked"),
      "403": decided("A permission is missing, the address is not allowed, or the credits are used up"),
      "429": decided("Over a limit"),
      "503": { description: "The credential is not known here and cannot be looked up now" },
    },
  });
  return {
    get: operation("forwardAuth"),
    head: operation("forwardAuthHead"),
    post: operation("forwardAuthPost"),
    options: operation("forwardAuthOptions"),
  };
}
