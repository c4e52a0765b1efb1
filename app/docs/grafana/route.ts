import { readFile } from "node:fs/promises";
import path from "node:path";

/** The dashboard for Grafana, as a file to import there. */
export async function GET(): Promise<Response> {
  const body = await readFile(path.join(process.cwd(), "docs", "grafana", "latchkey.json"), "utf8");
  return new Response(body, {
    headers: {
      "Content-Type": "application/json",
      "Content-Disposition": 'attachment; filename="latchkey-grafana.json"',
    },
  });
}
