import { expect, test, vi } from "vitest";
import { generateSecret } from "@/lib/platform/secret";
import { privatePostgres, startServer } from "../server/testing";
import { type Answers, expectCountedOnce, verifyKey } from "./load";

const ROUNDS = 10;
const CONNECTIONS = 4;
const AWAITED = { timeout: 60_000, interval: 100 };

test("a database that is frozen, killed or restarted 10 times stops no known key, loses no usage, and each time it heals", async () => {
  const postgres = await privatePostgres();
  const server = await startServer({ DATABASE_URL: postgres.url, LOG_LEVEL: "error" });
  try {
    const { secret } = await server.createKey();
    const seen: Answers = { acknowledged: [], others: [] };
    const unknown = async () => {
      const answer = await server.verify(generateSecret("sk", "live"));
      if (answer.status === 200) seen.acknowledged.push(String(answer.json["requestId"]));
      return answer;
    };
    const load = verifyKey(server, secret, seen, CONNECTIONS, 10);
    const goesOn = async () => {
      const before = seen.acknowledged.length;
      await vi.waitFor(() => expect(seen.acknowledged.length).toBeGreaterThan(before + 50), AWAITED);
    };
    const faults = [
      { begin: postgres.freeze, end: postgres.thaw },
      { begin: postgres.kill, end: postgres.start },
    ];
    await goesOn();
    for (let round = 0; round < ROUNDS; round++) {
      const fault = faults[round % 3];
      if (fault) {
        fault.begin();
        await vi.waitFor(async () => expect((await unknown()).status).toBe(503), AWAITED);
        await goesOn();
        fault.end();
      } else {
        postgres.kill();
        postgres.start();
      }
      await vi.waitFor(async () => expect((await unknown()).json["code"]).toBe("NOT_FOUND"), AWAITED);
      await goesOn();
    }
    await load.stop();
    expect(seen.others).toEqual([]);
    await vi.waitFor(
      async () => expect(await server.metric("latchkey_journal_waiting_events")).toBe(0),
      AWAITED,
    );
    expect(await server.metric("latchkey_journal_lost_events_total")).toBe(0);
    await expectCountedOnce(postgres.url, seen.acknowledged, 0);
  } finally {
    postgres.thaw();
    await server.stop("SIGKILL");
    postgres.stop();
  }
});
