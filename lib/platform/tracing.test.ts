import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { usageEvent } from "../testing";
import { openJournal } from "../usage/journal";
import type { Config } from "./config";
import { createLog } from "./log";
import { openTracing } from "./tracing";

type Sent = {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: {
      spans: {
        name: string;
        traceId: string;
        spanId: string;
        parentSpanId?: string;
        status: { code: number };
        attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
      }[];
    }[];
  }[];
};

const received: Sent[] = [];
const receiver = createServer((req, res) => {
  let text = "";
  req.on("data", (chunk: Buffer) => {
    text += chunk;
  });
  req.on("end", () => {
    received.push(JSON.parse(text));
    res.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
});
beforeAll(() => new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve)));
afterAll(() => receiver.close());

test("nothing is kept where no endpoint is set", async () => {
  expect(await openTracing({ tracing: false } as Config)).toBeNull();
});

test("a request's span continues its caller's trace, what it does stands below it, a usage batch has its own", async () => {
  process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  process.env["OTEL_SERVICE_NAME"] = "keys";
  process.env["OTEL_RESOURCE_ATTRIBUTES"] = "deployment=a%20b";
  const tracing = await openTracing({ tracing: true } as Config);
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const headers = new Headers({ traceparent: `00-${traceId}-b7ad6b7169203331-01` });
  // A database that is away for the first attempt.
  let asked = 0;
  const query = async () => {
    if (asked++ === 0) throw Object.assign(new Error("secret words"), { code: "ECONNREFUSED" });
  };
  const journal = openJournal({
    pool: { query } as unknown as Pool,
    log: createLog("silent"),
    now: Date.now,
    folder: null,
    maxDiskBytes: 0,
    workspaceShare: 100,
    ...(tracing ? { tracing } : {}),
  });
  await tracing?.serverSpan("GET /api/v1/keys", {}, headers, async () => {
    for (let i = 0; i < 3; i++) journal.record(usageEvent({ workspaceId: "ws_1" }));
    await journal.flush();
    return tracing.span("secret look-up", {}, async () => "found");
  });
  await journal.close();
  await tracing?.close();
  const resource = received[0]?.resourceSpans[0]?.resource.attributes ?? [];
  const named = Object.fromEntries(resource.map(({ key, value }) => [key, value.stringValue]));
  expect(named).toMatchObject({ "service.name": "keys", deployment: "a b" });
  const spans = received
    .flatMap((r) => r.resourceSpans)
    .flatMap((r) => r.scopeSpans)
    .flatMap((s) => s.spans);
  const request = spans.find((s) => s.name === "GET /api/v1/keys");
  expect(request).toMatchObject({ traceId, parentSpanId: "b7ad6b7169203331" });
  expect(spans.find((s) => s.name === "secret look-up")).toMatchObject({
    traceId,
    parentSpanId: request?.spanId,
  });
  const batch = spans.find((s) => s.name === "usage batch");
  expect(batch?.parentSpanId).toBeFalsy();
  expect(batch?.traceId).not.toBe(traceId);
  expect(batch?.status.code).not.toBe(2);
  const facts = Object.fromEntries(
    batch?.attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]) ?? [],
  );
  expect(facts).toMatchObject({
    "latchkey.batch.sequence": 1,
    "latchkey.batch.events": 3,
    "latchkey.batch.attempts": 2,
    "error.type": "ECONNREFUSED",
  });
  expect(JSON.stringify(received)).not.toContain("secret words");
});
