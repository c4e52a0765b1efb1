import { headers } from "next/headers";
import { cache } from "react";
import { PATH_HEADER, REQUEST_ID_HEADER } from "../http/headers";
import { writtenCaller } from "../http/proxies";
import { newRequestId } from "../platform/ids";
import { runtime } from "../runtime/runtime";
import type { Visitor } from "./visitor";

const MAX_USER_AGENT = 255;

/** Where the request came from, as `server/` or the host wrote it down; and the request's one id. */
export const visitor = cache(async (): Promise<Visitor> => {
  const head = await headers();
  return {
    address: writtenCaller(runtime().config, head),
    userAgent: head.get("user-agent")?.slice(0, MAX_USER_AGENT) ?? null,
    requestId: head.get(REQUEST_ID_HEADER) ?? newRequestId(),
  };
});

/** The page that was asked for, with its query. */
export async function requestedPath(): Promise<string | null> {
  return (await headers()).get(PATH_HEADER);
}
