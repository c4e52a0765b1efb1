import { createServer } from "node:http";
import { ANSWER_HEADERS, minimalVerify } from "./minimal-verify";

const verify = minimalVerify();

createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on("data", (chunk: Buffer) => chunks.push(chunk));
  req.on("end", () => {
    const body = verify((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))?.toString() ?? "");
    res.writeHead(200, { ...ANSWER_HEADERS, "Content-Length": Buffer.byteLength(body) });
    res.end(body);
  });
}).listen(Number(process.env.PORT), "127.0.0.1");
