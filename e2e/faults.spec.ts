import { asFullRootKey } from "./full-root-key";
import { expect, test } from "./sign-in";

const PAGES = [
  "",
  "/keys",
  "/usage",
  "/identities",
  "/permissions",
  "/permissions?view=roles",
  "/limits",
  "/policies",
  "/apis",
  "/root-keys",
  "/audit-log",
  "/playground",
  "/settings",
];
const PARAMETERS =
  "q cursor at state env api owner permission role newer expires key tag code from to range tz action actor target by sort permissions ip cost".split(
    " ",
  );
/** What no list gave, no name can be, or no number is. */
const NONSENSE = ["made-up", "x".repeat(300), "-1", "99999999999999999999", "'\")(;--", "%", "\u202e"];

test("whatever an address asks that cannot be meant counts as not asked", async ({ page, account }) => {
  const failed: string[] = [];
  // A tab for each: a page may still be on its way to its plain address when it has been looked at.
  const look = async (href: string) => {
    const tab = await page.context().newPage();
    await tab.goto(href);
    await expect(tab.getByRole("heading", { level: 1 })).toBeVisible();
    if (await tab.getByRole("button", { name: "Try again" }).isVisible()) failed.push(href);
    await tab.close();
  };
  // Each parameter has another nonsense on each page.
  const asked = (turn: number) =>
    PARAMETERS.map(
      (name, i) => `${name}=${encodeURIComponent(NONSENSE[(i + turn) % NONSENSE.length] ?? "")}`,
    );
  for (const [i, at] of PAGES.entries())
    await look(`${account.home}${at}${at.includes("?") ? "&" : "?"}${asked(i).join("&")}`);
  await page.goto(`${account.home}/keys?q=%00&cursor=a%00b&api=%00&%00=x&env=test`);
  expect(page.url()).toMatch(/\/keys\?env=test$/);
  expect(failed).toEqual([]);
});

test("a path with a null character in it leads nowhere, and says so", async ({ page, account, context }) => {
  for (const path of ["/keys/%00", "/identities/a%00b", "/%00"]) {
    expect((await context.request.get(account.home + path)).status(), path).toBe(404);
    await page.goto(account.home + path);
    await expect(page.getByRole("heading", { level: 1, name: "Nothing here" })).toBeVisible();
  }
  const asked = await context.request.get("/api/v1/keys?search=%00", {
    headers: await asFullRootKey(page, account.home),
  });
  expect(asked.status()).toBe(400);
  expect((await asked.json()).errors[0].field).toBe("search");
});

test("a secret that came in by an address leaves it again", async ({ page, account }) => {
  const secret = `sk_live_${"9fK2".padEnd(49, "x")}`;
  for (const at of ["/keys?q=", "/usage?owner=", "/permissions?q=", "/playground?permissions="]) {
    await page.goto(`${account.home}${at}${secret}&env=test`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(page.url()).toContain("env=test");
    expect(page.url()).not.toContain("sk_live");
    expect(await page.content()).not.toContain(secret);
  }
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
    expect(await foreign.text()).toContain(`but this server's address is ${baseURL} (APP_URL)`);
  }
  const large = await call(baseURL ?? "", Buffer.alloc(1_100_000, 32));
  expect(large.status()).toBe(413);
  expect(await large.text()).toContain("more than 1 MiB");
});
