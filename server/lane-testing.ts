import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { Runtime } from "@/lib/runtime/runtime";
import { direct } from "./direct";
import { createEdge, openEdge, refuse, toOriginForm } from "./edge";
import { hot } from "./hot";
import { type Lanes, openLanes } from "./lane";
import { Outbox } from "./outbox";

export type Served = { server: Server; port: number; lanes: Lanes | null; seenByNode: number };

/** What `serve` puts before Next, with lanes or without: whatever is sent, both must answer the same. */
export async function serve(rt: Runtime, withLanes: boolean): Promise<Served> {
  const outbox = new Outbox(rt);
  const server = createEdge((req, res) => {
    served.seenByNode++;
    toOriginForm(req);
    if (hot(outbox, req, res) || direct(rt, req, res) || refuse(rt, req, res)) return;
    res.writeHead(404, { "Content-Length": 0 }).end();
  });
  openEdge(server, {});
  const served: Served = {
    server,
    port: 0,
    lanes: withLanes ? openLanes(server, outbox) : null,
    seenByNode: 0,
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  served.port = (server.address() as AddressInfo).port;
  return served;
}

export function close(...all: Served[]): void {
  for (const { server, lanes } of all) {
    server.closeAllConnections();
    lanes?.closeIdle();
    server.close();
  }
}

export type Answer = { status: number; fields: Record<string, string>; body: unknown };

/** Takes one answer from the front of what came; null while it is not whole. */
export function takeAnswer(text: string): { answer: Answer; rest: string } | null {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd < 0) return null;
  const [first = "", ...lines] = text.slice(0, headEnd).split("\r\n");
  const fields = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(":")).toLowerCase(),
      line.slice(line.indexOf(":") + 1).trim(),
    ]),
  );
  const bytes = Buffer.from(text.slice(headEnd + 4), "latin1");
  const length = Number(fields["content-length"] ?? 0);
  if (bytes.length < length) return null;
  const body = bytes.subarray(0, length).toString("utf8");
  const rest = bytes.subarray(length).toString("latin1");
  return {
    answer: {
      status: Number(first.split(" ")[1]),
      fields,
      body: body.startsWith("{") ? JSON.parse(body) : body,
    },
    rest,
  };
}

/** Sends the pieces one after the other, and reads until that many answers are there or the server closes. */
export function exchange(port: number, pieces: readonly Buffer[], answers: number): Promise<Answer[]> {
  return new Promise((resolve, reject) => {
    const got: Answer[] = [];
    let text = "";
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const done = () => {
      socket.destroy();
      resolve(got);
    };
    socket.on("connect", async () => {
      for (const piece of pieces) {
        socket.write(piece);
        // Another turn, so that the other side mostly sees it apart.
        await new Promise((next) => setImmediate(next));
      }
    });
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      for (let one = takeAnswer(text); one; one = takeAnswer(text)) {
        got.push(one.answer);
        text = one.rest;
      }
      if (got.length >= answers) done();
    });
    socket.on("close", done);
    socket.on("error", reject);
  });
}

/** What the client sees, without what is new each time. */
export function seen({ status, fields, body }: Answer) {
  const { date, "x-request-id": id, ...kept } = fields;
  const text = JSON.stringify(body).replace(/req_[0-9A-Z]+/g, "req_");
  return { status, kept, hasDate: date !== undefined, hasId: id !== undefined, text };
}
