// The load generator, in a process of its own: keep-alive sockets, one request under way on each, raw bytes both ways, so
// that a client library is never what is measured. Told what to do by messages, and answers each with its counts.
import net from "node:net";

/** Longer than any answer here takes; past it the round is a failure, not a slow figure. */
const ANSWER_MS = 15_000;
const BUCKETS_US = 2_000_000;
const latencies = new Uint32Array(BUCKETS_US);

const EMPTY = Buffer.alloc(0);
const CHUNKED_END = Buffer.from("0\r\n\r\n");

/** Where the first answer in `data` ends; 0 while it is not whole. */
function endOfAnswer(data) {
  const headEnd = data.indexOf("\r\n\r\n");
  if (headEnd < 0) return 0;
  const head = data.latin1Slice(0, headEnd).toLowerCase();
  const at = head.indexOf("\r\ncontent-length:");
  if (at >= 0) {
    const end = headEnd + 4 + Number.parseInt(head.slice(at + 17), 10);
    return data.length >= end ? end : 0;
  }
  const last = data.indexOf(CHUNKED_END, headEnd + 4);
  return last < 0 ? 0 : last + CHUNKED_END.length;
}

/** All requests as bytes, made before the clock starts. */
function requestsOf({ port, path, headers, bodies }) {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n${fields.join("")}`;
  return bodies.map((body) =>
    Buffer.from(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`),
  );
}

/**
 * Drives one target for `warmMs` + `measuredMs`. `once`: each body is sent at most one time, and the round ends when they
 * are used up. Every request that was sent is waited for, so that `answered` is what the target must have counted.
 */
function round(task) {
  const { port, connections, warmMs, measuredMs, expect, once } = task;
  const requests = requestsOf(task);
  const wanted = Buffer.from(expect);
  latencies.fill(0);
  let next = 0;
  let answered = 0;
  let measured = 0;
  let unexpected = 0;
  let sample = "";
  const began = performance.now();
  const from = began + warmMs;
  const until = from + measuredMs;
  let lastMeasured = from;

  const drive = () =>
    new Promise((resolve, reject) => {
      const socket = net.connect({ port, host: "127.0.0.1", noDelay: true });
      let rest = EMPTY;
      let sentAt = 0;
      const send = () => {
        sentAt = performance.now();
        if (sentAt >= until || (once && next >= requests.length)) {
          socket.end();
          resolve();
          return;
        }
        socket.write(requests[next++ % requests.length]);
      };
      socket.on("connect", send);
      socket.on("data", (chunk) => {
        const data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
        const end = endOfAnswer(data);
        if (end === 0) {
          rest = data;
          return;
        }
        rest = data.length > end ? data.subarray(end) : EMPTY;
        const now = performance.now();
        answered++;
        if (data.indexOf(wanted) < 0) {
          unexpected++;
          sample ||= data.toString("utf8", 0, 600);
        }
        if (sentAt >= from) {
          measured++;
          lastMeasured = now;
          latencies[Math.min(BUCKETS_US - 1, Math.round((now - sentAt) * 1_000))]++;
        }
        send();
      });
      socket.setTimeout(ANSWER_MS, () => socket.destroy(new Error(`no answer within ${ANSWER_MS} ms`)));
      socket.on("error", reject);
      socket.on("close", () => reject(new Error("the server closed a connection in use")));
    });

  return Promise.all(Array.from({ length: connections }, drive)).then(() => ({
    answered,
    measured,
    unexpected,
    sample,
    seconds: (lastMeasured - from) / 1_000,
    p50Us: percentile(measured, 0.5),
    p99Us: percentile(measured, 0.99),
  }));
}

function percentile(count, share) {
  let left = Math.ceil(count * share);
  for (let us = 0; us < BUCKETS_US; us++) {
    left -= latencies[us];
    if (left <= 0) return us;
  }
  return BUCKETS_US;
}

process.on("message", (task) => {
  round(task).then(
    (result) => process.send({ result }),
    (error) => process.send({ error: error.message }),
  );
});
// The parent is gone: so is the reason to be here.
process.on("disconnect", () => process.exit(0));
