/** Set by `proxy.ts` on each request, whatever the client sent. */
export const PATH_HEADER = "x-latchkey-path";
export const REQUEST_ID_HEADER = "x-latchkey-request-id";
