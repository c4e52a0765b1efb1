import { hash } from "node:crypto";
import { createServer } from "node:http";
import { Pool } from "pg";
import { ANSWER_HEADERS, sampleAnswer } from "./minimal-verify";

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const LOOK_UP = { name: "look-up", text: "select key_id, permissions from secrets where hash = $1" };

async function verify(text: string): Promise<string> {
  const body = JSON.parse(text) as { key: string; permissions: string };
  const { rows } = await pool.query<{ key_id: string; permissions: string[] }>({
    ...LOOK_UP,
    values: [hash("sha256", body.key, "buffer")],
  });
  const found = rows[0];
  if (!found?.permissions.includes(body.permissions)) return '{"valid":false,"code":"NOT_FOUND"}';
  return JSON.stringify(sampleAnswer(found.key_id));
}

createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on("data", (chunk: Buffer) => chunks.push(chunk));
  req.on("end", () => {
    verify(Buffer.concat(chunks).toString()).then(
      (body) => {
        res.writeHead(200, { ...ANSWER_HEADERS, "Content-Length": Buffer.byteLength(body) });
        res.end(body);
      },
      (error: Error) => res.writeHead(500).end(error.message),
    );
  });
}).listen(Number(process.env.PORT), "127.0.0.1");
