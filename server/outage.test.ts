import { expect, test, vi } from "vitest";
import { generateSecret } from "@/lib/platform/secret";
import { privatePostgres, startServer } from "./testing";

/** A machine that stalls for a while makes no outage: what is awaited has this long. */
const AWAITED = { timeout: 45_000, interval: 200 };

// Under load, frozen, slow and again and again: faults/outage-under-load.faults.ts and faults/outage.faults.ts.
test("with its database killed a server verifies known keys, answers 503 to unknown ones, and heals", {
  timeout: 180_000,
}, async () => {
  const postgres = await privatePostgres();
  const server = await startServer({ DATABASE_URL: postgres.url, LOG_LEVEL: "error" });
  try {
    const { secret } = await server.createKey();
    const codeOf = async (key: string) => (await server.verify(key)).json["code"];
    const unknown = () => generateSecret("sk", "live");
    await vi.waitFor(async () => expect(await codeOf(secret)).toBe("VALID"), AWAITED);

    postgres.kill();
    await vi.waitFor(async () => expect((await server.verify(unknown())).status).toBe(503), AWAITED);
    expect(await codeOf(secret)).toBe("VALID");
    expect((await server.call("GET", "/healthz")).status).toBe(200);
    await vi.waitFor(async () => expect((await server.call("GET", "/readyz")).status).toBe(503), AWAITED);

    postgres.start();
    await vi.waitFor(async () => expect(await codeOf(unknown())).toBe("NOT_FOUND"), AWAITED);
    expect(await codeOf(secret)).toBe("VALID");
    await vi.waitFor(async () => expect((await server.call("GET", "/readyz")).status).toBe(200), AWAITED);
  } finally {
    await server.stop("SIGKILL");
    postgres.stop();
  }
});
