import { readiness } from "@/lib/http/ready";

/** Its database answers too, and takes writes. */
export async function GET(): Promise<Response> {
  const ready = await readiness();
  return Response.json(ready, { status: ready.status === "ok" ? 200 : 503 });
}

export const dynamic = "force-dynamic";
