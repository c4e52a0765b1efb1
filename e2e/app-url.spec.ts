import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { test as base, expect } from "@playwright/test";
import { freePort, onPath } from "../scripts/postgres.mjs";
import { startServer } from "./serve";
import { EMAIL, PASSWORD, signIn } from "./sign-in";

// The product behind a proxy that ends TLS and passes the host on without its port, as `proxy_set_header Host $host` does.

const HOST = "keys.example";

/** Stands in for GitHub in the server's process, and notes what it is asked with. */
const fakeGitHub = (log: string) => `
import { appendFileSync } from "node:fs";
const real = globalThis.fetch;
const json = (body) => new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } });
globalThis.fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (url.href === "https://github.com/login/oauth/access_token") {
    appendFileSync(${JSON.stringify(log)}, String(init.body) + "\\n");
    return json({ access_token: "made-up", token_type: "bearer", scope: "read:user,user:email" });
  }
  if (url.href === "https://api.github.com/user") return json({ id: 7, login: "gita", name: "Gita" });
  if (url.href === "https://api.github.com/user/emails")
    return json([{ email: "gita@example.com", primary: true, verified: true }]);
  return real(input, init);
};`;

interface Site {
  /** APP_URL. */
  url: string;
  /** The same host without TLS. */
  plain: string;
  /** The server itself, behind the proxy. */
  port: number;
  /** What the server wrote to standard error. */
  errors: () => string;
  /** What GitHub was asked for a token with. */
  tokenRequests: () => URLSearchParams[];
}

async function startSite(use: (site: Site) => Promise<void>) {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-site-"));
  const [tls, open]: number[] = [await freePort(), await freePort()];
  const log = path.join(folder, "token-requests");
  writeFileSync(log, "");
  writeFileSync(path.join(folder, "github.mjs"), fakeGitHub(log));
  const url = `https://${HOST}:${tls}`;
  const server = await startServer({
    APP_URL: url,
    // Its forwarded headers are believed, so that only APP_URL keeps a forged host out.
    TRUSTED_PROXIES: "127.0.0.1",
    NODE_OPTIONS: `--import=${path.join(folder, "github.mjs")}`,
    AUTH_GITHUB_ID: "client",
    AUTH_GITHUB_SECRET: "secret of the client",
    // Left over from another product: APP_URL decides.
    AUTH_URL: "https://elsewhere.example",
  });
  const subject = ["-subj", `/CN=${HOST}`, "-addext", `subjectAltName=DNS:${HOST}`, "-days", "2"];
  execFileSync(
    onPath("openssl") ?? "",
    [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      ...subject,
    ].concat(["-keyout", `${folder}/key.pem`, "-out", `${folder}/cert.pem`]),
    { stdio: "ignore" },
  );
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  const pass = `location / { proxy_pass http://127.0.0.1:${server.port}; proxy_set_header Host $host; }`;
  writeFileSync(
    path.join(folder, "nginx.conf"),
    `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log; user root;
     events {}
     http { access_log off; ${temporary.join(" ")}
       server { listen 127.0.0.1:${tls} ssl; ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem; ${pass} }
       server { listen 127.0.0.1:${open}; ${pass} } }`,
  );
  const nginx = spawn(onPath("nginx") ?? "nginx", ["-c", `${folder}/nginx.conf`], { stdio: "ignore" });
  const answers = () =>
    fetch(`http://127.0.0.1:${open}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(answers, { timeout: 20_000 }).toBe(true);
  await use({
    url,
    plain: `http://${HOST}:${open}`,
    port: server.port,
    errors: () => server.errors.text,
    tokenRequests: () =>
      readFileSync(log, "utf8")
        .split("\n")
        .filter(Boolean)
        .map((body) => new URLSearchParams(body)),
  });
  nginx.kill();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

const test = base.extend<object, { site: Site }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs; this one needs nothing.
  site: [async ({}, use) => startSite(use), { scope: "worker", timeout: 180_000 }],
  baseURL: async ({ site }, use) => use(site.url),
  ignoreHTTPSErrors: true,
});
test.use({
  launchOptions: async ({ launchOptions }, use) =>
    use({
      ...launchOptions,
      args: [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${HOST} 127.0.0.1`],
    }),
});
test.describe.configure({ mode: "serial" });

/** Asks the server itself, as who reached it past the proxy, or through a proxy that is listed and passes anything on. */
function forged(port: number, method: string, at: string, headers: Record<string, string>) {
  return new Promise<{ status: number; location: string; text: string }>((resolve, reject) => {
    const req = request({ host: "127.0.0.1", port, method, path: at, headers }, (res) => {
      let text = "";
      res.on("data", (chunk: Buffer) => {
        text += chunk;
      });
      // An answer that breaks off has no end.
      res.on("close", () => reject(new Error("the connection ended in the middle of the answer")));
      res.on("end", () =>
        resolve({ status: res.statusCode ?? 0, location: res.headers.location ?? "", text }),
      );
    });
    req.on("error", reject).end();
  });
}

// A proxy is no part of the product: where this machine has none, nothing stands before it.
if (onPath("nginx") && onPath("openssl"))
  test.describe("behind a proxy that ends TLS", () => {
    test("at APP_URL the owner signs up, out and in, though the proxy drops the port from Host", async ({
      page,
      site,
    }) => {
      await page.goto("/");
      await expect(page.getByRole("heading", { name: "Create the owner" })).toBeVisible();
      await expect(page.getByText("You can't sign in at")).toHaveCount(0);
      await signIn(page);
      expect(new URL(page.url()).origin).toBe(site.url);
      const session = (await page.context().cookies()).find(({ name }) => name.includes("session-token"));
      expect(session).toMatchObject({ name: "__Secure-authjs.session-token", secure: true, httpOnly: true });
      await page.getByRole("button", { name: EMAIL }).click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
      await expect(page).toHaveURL(`${site.url}/sign-in`);
      await signIn(page);
      // Each of these actions redirects, and Next fetches the next page from itself: without TLS.
      expect(site.errors()).not.toContain("failed to get redirect response");
    });

    test("over plain HTTP the sign-in page says where to go, and a try says why it failed", async ({
      page,
      site,
    }) => {
      await page.goto(`${site.plain}/sign-in?next=/northwind/keys`);
      const notice = page.getByRole("alert").filter({ hasText: "You can't sign in at" });
      await expect(notice).toContainText(site.plain);
      await expect(notice.getByRole("link", { name: site.url })).toHaveAttribute(
        "href",
        `${site.url}/sign-in?next=/northwind/keys`,
      );
      await page.getByLabel("E-mail").fill(EMAIL);
      await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await expect(page.getByRole("heading", { name: "This could not be done" })).toBeVisible();
      await expect(
        page.getByText(`came from ${site.plain}, but this server's address is ${site.url}`),
      ).toBeVisible();
    });

    test("a form sent without scripts from another address is refused with both addresses", async ({
      browser,
      site,
    }) => {
      const context = await browser.newContext({ javaScriptEnabled: false, baseURL: site.plain });
      const page = await context.newPage();
      await page.goto("/sign-in");
      await page.getByLabel("E-mail").fill(EMAIL);
      await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await expect(page.locator("body")).toContainText(
        `came from ${site.plain}, but this server's address is ${site.url}`,
      );
      await context.close();
    });

    test("connecting GitHub gives APP_URL's callback to GitHub in both steps, and is in the audit log", async ({
      page,
      site,
    }) => {
      await signIn(page);
      const asked: URL[] = [];
      await page.route("https://github.com/login/oauth/authorize?**", async (route) => {
        const url = new URL(route.request().url());
        asked.push(url);
        const back = new URL(url.searchParams.get("redirect_uri") ?? "");
        back.searchParams.set("code", "made-up");
        const state = url.searchParams.get("state");
        if (state) back.searchParams.set("state", state);
        await route.fulfill({ status: 302, headers: { location: back.href } });
      });
      await page.goto("/northwind/settings/account");
      await page.getByRole("button", { name: "Connect" }).click();
      await expect(page.getByRole("button", { name: "Disconnect" })).toBeVisible();
      await expect(page).toHaveURL(`${site.url}/northwind/settings/account`);
      const callback = `${site.url}/api/auth/callback/github`;
      expect(asked.map((url) => url.searchParams.get("redirect_uri"))).toEqual([callback]);
      expect(site.tokenRequests().map((body) => body.get("redirect_uri"))).toEqual([callback]);
      await page.goto("/northwind/audit-log");
      await expect(page.getByText("User provider connected").first()).toBeVisible();
    });

    test("a forged host is never believed and never redirected to", async ({ site }) => {
      const evil = {
        host: "evil.example",
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "http",
        forwarded: "host=evil.example;proto=http",
      };
      const action = {
        "next-action": "0".repeat(42),
        "content-type": "text/plain;charset=UTF-8",
        "content-length": "0",
      };
      for (const origin of ["http://evil.example", "https://evil.example", "null"]) {
        const { status, text } = await forged(site.port, "POST", "/sign-in", { ...evil, ...action, origin });
        expect([status, text]).toEqual([
          403,
          expect.stringContaining(`this server's address is ${site.url}`),
        ]);
      }
      for (const at of [
        "/",
        "/northwind",
        "/northwind/",
        "/sign-in?next=%00",
        "/api/auth/signin",
        "/api/auth/signin/github",
        "/api/auth/callback/github?code=x",
      ]) {
        const { location, text } = await forged(site.port, "GET", at, evil);
        expect(location, at).not.toContain("evil.example");
        expect(text, at).not.toContain("evil.example");
        if (/^https?:/.test(location)) expect(new URL(location).origin, at).toBe(site.url);
      }
    });
  });
