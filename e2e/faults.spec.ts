import { expect, test } from "./sign-in";

test("a page that cannot be read says what still works, and the request's id", async ({ page, account }) => {
  const answered = page.waitForResponse((response) => response.url().includes("cursor="));
  await page.goto(`${account.home}/apis?cursor=made-up`);
  const fault = page.getByRole("alert").filter({ hasText: "The APIs could not be read" });
  await expect(fault).toContainText("keys that your customers hold keep working");
  await expect(fault).toContainText(/req_[0-9A-Z]{26}/);
  expect((await answered).headers()["content-security-policy"]).toContain("script-src 'self' 'nonce-");
  // The shell is still there, and leads on.
  await page.getByRole("navigation", { name: "Workspace" }).getByRole("link", { name: /^Keys/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Keys" })).toBeVisible();
});

test("a key that is not there is answered to the end, however many ask at once", async ({
  page,
  account,
  context,
}) => {
  const href = `${account.home}/keys/key_00000000000000000000000000`;
  const answers = await Promise.all(
    Array.from({ length: 12 }, async () => (await context.request.get(href, { timeout: 20_000 })).text()),
  );
  expect(answers.every((html) => html.trimEnd().endsWith("</html>"))).toBe(true);
  await page.goto(href);
  await expect(page.getByRole("heading", { name: "No such key" })).toBeVisible();
  await page.getByRole("link", { name: "Show all keys" }).click();
  await expect(page).toHaveURL(/\/keys$/);
});

test("an address outside of what one may see does not exist", async ({ page, account, context }) => {
  expect((await context.request.get("/another-workspace/keys")).status()).toBe(404);
  await page.goto("/another-workspace/keys");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText(account.home.slice(1))).toBeHidden();
});

test("an action from another site, or with too large a body, is refused in a sentence", async ({
  account,
  context,
  baseURL,
}) => {
  const call = (origin: string, data: string | Buffer, more: Record<string, string> = {}) =>
    context.request.post(`${account.home}/keys`, {
      headers: { origin, "next-action": "0".repeat(42), "content-type": "text/plain;charset=UTF-8", ...more },
      data,
    });
  for (const origin of ["https://elsewhere.example", "null"]) {
    const foreign = await call(origin, "[]", { "x-forwarded-host": "elsewhere.example" });
    expect(foreign.status()).toBe(403);
    expect(await foreign.text()).toBe("Only this site's own pages can do this. Nothing was changed.\n");
  }
  const large = await call(baseURL ?? "", Buffer.alloc(1_100_000, 32));
  expect(large.status()).toBe(413);
  expect(await large.text()).toContain("more than 1 MiB");
});
