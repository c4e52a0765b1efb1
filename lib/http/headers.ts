/** Set by `proxy.ts` on each request, whatever the client sent. */
export const PATH_HEADER = "x-latchkey-path";
export const REQUEST_ID_HEADER = "x-latchkey-request-id";

/** Every page's answer has these, and so has every refusal that is made before Next sees the request. */
export const SECURITY_HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

/** For an answer that is no page and must not become one. */
export const NO_CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** Strict-Transport-Security (RFC 6797) for a year, where the browser is to use https. Other hosts of the domain decide for themselves. */
export const strictTransport = (appUrl: string): Record<string, string> =>
  /^https:/i.test(appUrl) ? { "Strict-Transport-Security": "max-age=31536000" } : {};
