import pino from "pino";
import { expect, test } from "vitest";
import { useRuntime } from "@/lib/testing";
import { faultReply } from "./outbox";

const rt = useRuntime();

test("a fault is answered as a problem with a type, and logged with its route and its stack", () => {
  const lines: string[] = [];
  const log = pino({ base: null }, { write: (line: string) => lines.push(line) });
  const fault = new TypeError("no such field of sk_live_");
  const reply = faultReply({ ...rt(), log }, "POST /api/v1/ratelimit", "req_1", fault);
  expect(reply).toMatchObject({
    status: 500,
    headers: { "Content-Type": "application/problem+json", "X-Request-Id": "req_1" },
  });
  expect(JSON.parse(reply.body)).toMatchObject({
    type: expect.stringContaining("internal"),
    status: 500,
    code: "internal",
    requestId: "req_1",
  });
  expect(reply.body).not.toContain("no such field");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    route: "POST /api/v1/ratelimit",
    requestId: "req_1",
    err: expect.stringMatching(/no such field of sk_live_[\s\S]*outbox\.test/),
  });
});
