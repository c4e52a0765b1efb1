import { once } from "node:events";
import { Agent } from "node:http";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { send } from "./testing";

test("a call fails when the server ends in the middle of its answer", async () => {
  const server = createServer((socket) => {
    socket.once("data", () => {
      socket.write("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
      socket.end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const call = send(new Agent(), port, { method: "GET", path: "/", root: "none", timeoutMs: 5_000 });
  await expect(call).rejects.toThrow("in the middle of the answer");
  server.close();
});
