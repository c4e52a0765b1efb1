import { type NextRequest, NextResponse } from "next/server";
import { TOAST_STYLE_HASHES } from "@/components/ui/toast-style";
import {
  NO_CONTENT_POLICY,
  PATH_HEADER,
  REQUEST_ID_HEADER,
  SECURITY_HEADERS,
  strictTransport,
} from "@/lib/http/headers";
import { NOTHING_CHANGED, originFault } from "@/lib/http/origin";
import { limitedBytes } from "@/lib/http/read-request";
import { newRequestId } from "@/lib/platform/ids";
import { mayBeInAddress } from "@/lib/platform/secret-form";
import { runtime } from "@/lib/runtime/runtime";

const development = process.env.NODE_ENV === "development";

/** Signing in elsewhere is a form that ends there. */
const signInOrigins = [
  ...(process.env["AUTH_GITHUB_ID"] ? ["https://github.com"] : []),
  ...(process.env["AUTH_GOOGLE_ID"] ? ["https://accounts.google.com"] : []),
];

function policyFor(nonce: string): string {
  const hashes = TOAST_STYLE_HASHES.map((hash) => `'${hash}'`).join(" ");
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    // Style attributes cannot load or run anything; server-rendered positions need them.
    "style-src 'self'",
    `style-src-elem 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}' ${hashes}`}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    `form-action ${["'self'", ...signInOrigins].join(" ")}`,
    "frame-ancestors 'none'",
  ].join("; ");
}

const always = { ...SECURITY_HEADERS, ...strictTransport(process.env["APP_URL"] ?? "") };

/** Next's client shows the sentence of an answer with this very content type, and of no other. */
const plain = {
  "Content-Type": "text/plain",
  "Content-Security-Policy": NO_CONTENT_POLICY,
};

/** Next's own limit for what an action is called with. */
const MAX_ACTION_BYTES = 1024 * 1024;

/**
 * A Server Action that Next would answer with a bare 500: called from another site's page, with more than it reads, or with
 * what it cannot read. Null: let it pass. `server/` has already dropped forwarded headers that no listed proxy wrote.
 */
async function refusedAction(request: NextRequest): Promise<NextResponse | null> {
  const { headers } = request;
  const type = headers.get("content-type") ?? "";
  const isForm = type.startsWith("multipart/form-data");
  if (request.method !== "POST" || !(isForm || headers.has("next-action"))) return null;
  const refuse = (status: number, sentence: string, more: Record<string, string> = {}) =>
    new NextResponse(`${sentence} ${NOTHING_CHANGED}`, {
      status,
      headers: { ...always, ...more, ...plain },
    });
  const host = headers.get("x-forwarded-host") ?? headers.get("host");
  const fault = originFault(runtime().config, headers.get("origin"), host);
  if (fault) return refuse(403, fault);
  const sent = await limitedBytes(request.clone(), MAX_ACTION_BYTES);
  if (sent === "coded")
    return refuse(415, "Send the body without Content-Encoding.", { "Accept-Encoding": "identity" });
  if (sent === null) return refuse(413, "That is more than 1 MiB.");
  const readable = isForm ? await isFormData(sent, type) : isArguments(sent.toString());
  return readable ? null : refuse(400, "The request cannot be read.");
}

const isFormData = (sent: Buffer, type: string): Promise<boolean> =>
  new Response(new Uint8Array(sent), { headers: { "content-type": type } }).formData().then(
    () => true,
    () => false,
  );

/** What React writes into a string for a value that JSON has not. All else would refer to parts that only a form has. */
const MARKED = /^\$(?:\$|undefined$|NaN$|-?Infinity$|-0$|D|n-?\d{1,300}$|T)/;

function isArguments(text: string): boolean {
  try {
    const given: unknown = JSON.parse(text, (_, value: unknown) => {
      if (typeof value === "string" && value.startsWith("$") && !MARKED.test(value))
        throw new Error("dangling");
      return value;
    });
    return Array.isArray(given);
  } catch {
    return false;
  }
}

/** Where APP_URL is set, Next compares the Origin of an action with it, whatever host a proxy or client wrote. */
function setHost(headers: Headers): void {
  const { appUrl, appUrlIsSet } = runtime().config;
  if (appUrlIsSet) headers.set("x-forwarded-host", new URL(appUrl).host);
}

/**
 * The page's address without what cannot mean anything in it (a null character, which no database stores) or must not
 * stand in it (a secret); null if there is none of that. The API answers for its own parameters.
 */
function cleaned({ nextUrl }: NextRequest): URL | null {
  if (nextUrl.pathname.startsWith("/api/")) return null;
  const wrong = [...nextUrl.searchParams].filter((pair) => !pair.every(mayBeInAddress));
  if (wrong.length === 0) return null;
  const clean = nextUrl.clone();
  for (const [name] of wrong) clean.searchParams.delete(name);
  return clean;
}

/** Under no route, whatever the workspaces are called: it renders the not-found page. */
const NOWHERE = "/docs/nowhere";
/** No id and no slug has a null character: such a path leads nowhere. */
const isNowhere = (path: string) => path.includes("%00") && !path.startsWith("/api/");

/**
 * Gives each page a nonce and its Content Security Policy, on the request (Next reads the nonce there) and on the response.
 * Nothing that could render HTML is excluded: an unknown path under /api renders the not-found page too.
 * Who may see what is decided where the data is read, not here.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const refused = await refusedAction(request);
  if (refused) return refused;
  const clean = cleaned(request);
  if (clean) return NextResponse.redirect(clean, { headers: always });
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  const policy = policyFor(nonce);
  const headers = new Headers(request.headers);
  setHost(headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  // For `lib/auth/request.ts`: the request's one id, and where a sign-in leads back to.
  headers.set(REQUEST_ID_HEADER, newRequestId());
  headers.set(PATH_HEADER, request.nextUrl.pathname + request.nextUrl.search);

  const response = isNowhere(request.nextUrl.pathname)
    ? NextResponse.rewrite(new URL(NOWHERE, request.url), { request: { headers } })
    : NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  for (const [name, value] of Object.entries(always)) response.headers.set(name, value);
  return response;
}

export const config = { matcher: "/((?!_next/static/|_next/image).*)" };
