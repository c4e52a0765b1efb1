// The yardstick: what Node's own HTTP costs. Reads the body, looks at nothing, answers a fixed JSON of a usual size.
import { createServer } from "node:http";
import { ANSWER_HEADERS, sampleAnswer } from "./minimal-verify";

const body = JSON.stringify(sampleAnswer("key_01J00000000000000000000000"));

createServer((req, res) => {
  req.on("data", () => {});
  req.on("end", () => {
    res.writeHead(200, { ...ANSWER_HEADERS, "Content-Length": Buffer.byteLength(body) });
    res.end(body);
  });
}).listen(Number(process.env.PORT), "127.0.0.1");
