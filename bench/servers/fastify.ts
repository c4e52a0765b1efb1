import fastify from "fastify";
import { ANSWER_HEADERS, minimalVerify } from "./minimal-verify";

const verify = minimalVerify();
const app = fastify();
// The body as text: `minimalVerify` parses it, as it does behind the other servers.
app.addContentTypeParser("application/json", { parseAs: "string" }, (_req, body, done) => done(null, body));
app.post("/verify", (req, reply) => {
  reply.headers(ANSWER_HEADERS).send(verify(req.body as string));
});
await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
