import { isReady } from "@/lib/http/ready";

/** Its database answers too. */
export async function GET(): Promise<Response> {
  const ready = await isReady();
  return Response.json({ status: ready ? "ok" : "unavailable" }, { status: ready ? 200 : 503 });
}

export const dynamic = "force-dynamic";
