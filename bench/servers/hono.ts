import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { ANSWER_HEADERS, minimalVerify } from "./minimal-verify";

const verify = minimalVerify();
const app = new Hono();
app.post("/verify", async (c) => c.body(verify(await c.req.text()), 200, ANSWER_HEADERS));
serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: "127.0.0.1" });
