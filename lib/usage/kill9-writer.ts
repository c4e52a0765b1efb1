import { writeSync } from "node:fs";
import type { Pool } from "pg";
import { createLog } from "../platform/log";
import { openJournal } from "./journal";

// The process that `faults/journal-kill9.faults.ts` kills. It records events without a pause and acknowledges each on standard output,
// as an answer would. Its database is the test's own, asked through the channel between the two processes.

const [, , folder = "", workspaceId = "", life = ""] = process.argv;
const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
let asked = 0;

process.on("message", ({ id, rows, error }: { id: number; rows?: unknown[]; error?: string }) => {
  const one = waiting.get(id);
  waiting.delete(id);
  if (error === undefined) one?.resolve({ rows });
  else one?.reject(new Error(error));
});

function query(text: string | { text: string; values: unknown[] }, values: unknown[] = []): Promise<unknown> {
  const id = ++asked;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    process.send?.({ id, ...(typeof text === "string" ? { text, values } : text) });
  });
}

const journal = openJournal({
  pool: { query } as unknown as Pool,
  log: createLog("silent"),
  now: Date.now,
  folder,
  maxDiskBytes: 1_073_741_824,
  workspaceShare: 100,
});

/** Waits for a reader that is behind: what was recorded is acknowledged before anything else is. */
function acknowledge(requestId: string): void {
  for (;;)
    try {
      writeSync(1, `${requestId}\n`);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    }
}

let made = 0;
function burst(): void {
  for (let i = 0; i < 25; i++) {
    const requestId = `req_${life}_${++made}`;
    journal.record({
      at: Date.now(),
      requestId,
      workspaceId,
      code: made % 5 === 0 ? "RATE_LIMITED" : "VALID",
      cost: 1,
      apiId: "api_1",
      environment: "live",
      keyId: `key_${made % 7}`,
      secretId: `sec_${made % 7}`,
      identityId: "",
      ip: "192.0.2.1",
      reason: null,
      tags: ["path=/orders"],
    });
    acknowledge(requestId);
  }
  setTimeout(burst, 2);
}
burst();
