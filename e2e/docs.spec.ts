import { inspectIn, open, VIEWS, watch } from "./inspect";
import { createKey, expect, test } from "./sign-in";

test("the book in the header leads to the guides, and from there to code that can be copied", async ({
  page,
  account,
}) => {
  await page.goto(`${account.home}/keys`);
  await page.getByRole("banner").getByRole("link", { name: "Documentation" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Documentation" })).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Verifying a key in your backend" }).click();
  await expect(page).toHaveURL(/\/docs\/guides\/verify$/);
  await page.getByRole("tab", { name: "FastAPI" }).click();
  const code = page.getByRole("region", { name: "FastAPI code" });
  // The server's own address stands in it, not a placeholder.
  await expect(code).toContainText(`"${new URL(page.url()).origin}/api/v1/keys/verify"`);
  await page.getByRole("main").getByRole("link", { name: "rate limits and credits" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Rate limits and credits" })).toBeVisible();
});

test("a failing call's type leads to its page, without signing in", async ({ browser, request, account }) => {
  const answer = await request.post("/api/v1/keys/verify", {
    headers: { authorization: `Bearer ${account.rootKey}` },
    data: { key: "sk_live_x", colour: "red" },
  });
  expect(answer.status()).toBe(400);
  const { type, code, detail } = await answer.json();
  expect(code).toBe("invalid_request");
  const page = await open(browser, { theme: "light", width: 1440 });
  await page.goto(type);
  await expect(page.getByRole("heading", { level: 1, name: "invalid_request" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 2, name: "Likely causes" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("A field is not known");
  // The page is about the code; what this request sent stands nowhere in it.
  await expect(page.getByRole("main")).not.toContainText(detail);
  await page
    .getByRole("navigation", { name: "Codes" })
    .getByRole("link", { name: "RATE_LIMITED", exact: true })
    .click();
  await expect(page.getByRole("heading", { level: 1, name: "RATE_LIMITED", exact: true })).toBeVisible();
  await page.context().close();
});

test("each code that an answer may have has a page, and nothing else has", async ({ request }) => {
  const { components } = await (await request.get("/api/v1/openapi.json")).json();
  const outcomes: string[] = components.schemas.VerificationCode.enum;
  const problems = Object.values<{ value: { type: string } }>(components.examples).map(
    ({ value }) => value.type,
  );
  expect([outcomes.length, problems.length]).toEqual([
    9,
    components.schemas.Problem.properties.code.enum.length,
  ]);
  for (const address of [...problems, ...outcomes.map((code) => `/docs/errors/${code}`)])
    expect((await request.get(address)).status(), address).toBe(200);
  expect((await request.get("/docs/errors/teapot")).status()).toBe(404);
  expect((await request.get("/docs/guides/teapot")).status()).toBe(404);
  expect((await request.get("/docs/api/teapot")).status()).toBe(404);
});

test("an operation is found by a word, and its curl works as it is copied", async ({
  page,
  account,
  request,
}) => {
  await page.goto("/docs/api");
  const search = page.getByRole("searchbox", { name: "Search operations" });
  // What is typed before the page has come alive narrows nothing.
  await expect(async () => {
    await search.fill("whoami");
    await expect(page.getByRole("status").filter({ hasText: "1 operation" })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await search.fill("no such thing");
  await expect(page.getByText("No operation has “no such thing”")).toBeVisible();
  await search.fill("keys verify batch");
  await page.getByRole("link", { name: "Verify keys" }).click();
  await expect(page).toHaveURL(/\/docs\/api\/verifyKeys$/);
  await expect(page.getByRole("list", { name: "Fields of the body" })).toContainText("requests");

  await page.getByRole("tab", { name: "curl" }).click();
  await page.getByRole("button", { name: "Copy", exact: true }).first().click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain(`curl -s "${new URL(page.url()).origin}/api/v1/keys/verify-batch"`);
  expect(copied).toContain("$LATCHKEY_ROOT_KEY");
  const body = JSON.parse(/-d '([\s\S]*)'$/.exec(copied)?.[1] ?? "");
  const answer = await request.post("/api/v1/keys/verify-batch", {
    headers: { authorization: `Bearer ${account.rootKey}` },
    data: body,
  });
  expect(answer.status()).toBe(200);
  expect((await answer.json()).results.map((each: { code: string }) => each.code)).toEqual([
    "NOT_FOUND",
    "NOT_FOUND",
  ]);

  await page.getByRole("tab", { name: "Go" }).click();
  await expect(page.getByRole("region", { name: "Go code" })).toContainText("package main");
  await page.getByText("unauthenticated: No valid root key").click();
  await page.getByRole("link", { name: "unauthenticated" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "unauthenticated" })).toBeVisible();
});

test("the quickstart's commands do what it says", async ({ page, account, request }) => {
  // The guide's own root key may create and verify; the owner's test key verifies, so creating goes through the page.
  const secret = await createKey(page, account.home, "from-the-guide");
  await page.goto("/docs/guides/quickstart");
  const commands = await page.getByRole("region", { name: "Terminal code" }).allTextContents();
  const verify = commands.find((command) => command.includes("/keys/verify")) ?? "";
  const body = JSON.parse(/-d '(.*)'/.exec(verify)?.[1] ?? "");
  const answer = await request.post(/(http\S+)/.exec(verify)?.[1] ?? "", {
    headers: { authorization: `Bearer ${account.rootKey}` },
    data: { ...body, key: secret },
  });
  // The key was made without the permission that the guide's has.
  expect(await answer.json()).toMatchObject({ valid: false, code: "INSUFFICIENT_PERMISSIONS" });
});

const PAGES = [
  "/docs",
  "/docs/guides/quickstart",
  "/docs/guides/verify",
  "/docs/guides/importing",
  "/docs/guides/gateways",
  "/docs/guides/operations",
  "/docs/api",
  "/docs/api/createKey",
  "/docs/api/forwardAuth",
  "/docs/api/getUsage",
  "/docs/errors",
  "/docs/errors/invalid_request",
  "/docs/errors/RATE_LIMITED",
];

test("axe finds nothing in the documentation, in both themes and widths, no other host is asked", async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const page = await open(browser, { theme: "light", width: 1440 });
  const faults = watch(page);
  for (const [place, path] of PAGES.entries())
    await test.step(path, () =>
      inspectIn(page, VIEWS, place, async () => {
        await page.goto(path);
      }),
    );
  expect(faults).toEqual([]);
  await page.context().close();
});
