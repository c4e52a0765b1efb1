import { openApiDocument } from "@/lib/http/openapi";
import { runtime } from "@/lib/runtime";

/** Public: it describes the product, not a workspace. */
export function GET(): Response {
  return Response.json(openApiDocument(runtime().config.appUrl));
}

export const dynamic = "force-dynamic";
