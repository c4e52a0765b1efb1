import { isIP } from "node:net";
import { headers } from "next/headers";
import { cache } from "react";
import { PATH_HEADER, REQUEST_ID_HEADER } from "../http/headers";
import { newRequestId } from "../ids";
import type { Visitor } from "./visitor";

const MAX_USER_AGENT = 255;

/** Where the request came from, as `server/` or the host wrote it down; and the request's one id. */
export const visitor = cache(async (): Promise<Visitor> => {
  const head = await headers();
  const address = head.get("x-forwarded-for")?.split(",")[0]?.trim() ?? "";
  return {
    address: isIP(address) ? address : null,
    userAgent: head.get("user-agent")?.slice(0, MAX_USER_AGENT) ?? null,
    requestId: head.get(REQUEST_ID_HEADER) ?? newRequestId(),
  };
});

/** The page that was asked for, with its query. */
export async function requestedPath(): Promise<string | null> {
  return (await headers()).get(PATH_HEADER);
}

/** A path of this very site to go to after signing in; anything else is `/`. */
export function safePath(path: unknown): string {
  if (typeof path !== "string" || !path.startsWith("/")) return "/";
  // The browser's own reading decides: `//host`, `/\host` and tabs in between all name another site.
  const base = "http://latchkey.invalid";
  if (!URL.canParse(path, base)) return "/";
  const url = new URL(path, base);
  return url.origin === base ? `${url.pathname}${url.search}${url.hash}` : "/";
}
