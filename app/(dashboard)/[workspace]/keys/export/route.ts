import { listInput, loadKeyListParams } from "@/components/keys/list-params";
import { csvText } from "@/components/usage/csv";
import { pageContext } from "@/lib/auth/page-context";
import { answerHeaders, problemResponse } from "@/lib/http/problem-response";
import { exportedLimit, exportKeys } from "@/lib/keys/export-keys";
import type { KeyView } from "@/lib/keys/schemas";

const HEAD = [
  "id",
  "name",
  "state",
  "environment",
  "api_id",
  "owner",
  "secret",
  "permissions",
  "roles",
  "publishable",
  "limits",
  "credits_remaining",
  "addresses",
  "origins",
  "created_at",
  "last_used_at",
  "expires_at",
  "revoked_at",
];

/** The start and the end of a secret are all that anything shows of it. */
function row(key: KeyView): (string | number | null)[] {
  const secret = key.secrets.find((each) => each.state === "active") ?? key.secrets[0];
  return [
    key.id,
    key.name,
    key.state,
    key.environment,
    key.apiId,
    key.externalId,
    secret ? `${secret.start}…${secret.last4}` : null,
    key.permissions.join(" "),
    key.roles.join(" "),
    key.publishable ? "yes" : "no",
    key.ratelimits.map(exportedLimit).join(" "),
    key.credits?.remaining ?? null,
    key.ipAllowlist.join(" "),
    key.allowedOrigins.join(" "),
    key.createdAt,
    key.lastUsedAt,
    key.expiresAt,
    key.revokedAt,
  ];
}

type Context = { params: Promise<{ workspace: string }> };

/** All keys that the list shows, as a file that is sent while it is read. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { workspace } = await params;
  const { ctx } = await pageContext(workspace);
  try {
    const asked = loadKeyListParams(new URL(request.url).searchParams);
    const pages = await exportKeys(ctx, {
      ...listInput(asked, ctx.rt.now()),
      sort: asked.sort,
      ...(asked.state ? { state: asked.state } : {}),
    });
    const text = new TextEncoder();
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(text.encode(csvText([HEAD]))),
      async pull(controller) {
        const { done, value } = await pages.next();
        if (done) controller.close();
        else controller.enqueue(text.encode(csvText(value.map(row))));
      },
      cancel: async () => void (await pages.return(undefined)),
    });
    const day = new Date(ctx.rt.now()).toISOString().slice(0, 10);
    return new Response(body, {
      headers: {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": `attachment; filename="keys-${asked.env}-${day}.csv"`,
        "Cache-Control": "no-store",
      },
    });
  } catch (error) {
    return problemResponse(ctx.rt, ctx.requestId, answerHeaders(ctx.requestId), error);
  }
}
