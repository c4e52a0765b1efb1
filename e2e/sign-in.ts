import type { Browser, Page } from "@playwright/test";
import { test as base, expect } from "./serve";

export const EMAIL = "owner@example.com";
export const PASSWORD = "correct horse battery staple 9";

export interface Account {
  /** The workspace's path: `/northwind`. */
  home: string;
  /** Verifies, for the calls that a backend would make. */
  rootKey: string;
  state: Awaited<ReturnType<ReturnType<Page["context"]>["storageState"]>>;
}

/** The first visit creates the owner; later ones sign in. Resolves to the workspace's path. */
export async function signIn(page: Page): Promise<string> {
  await page.goto("/");
  await page.getByLabel("E-mail").fill(EMAIL);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  if (new URL(page.url()).pathname === "/sign-up") {
    await page.getByLabel("Workspace").fill("Northwind");
    await page.getByLabel("First API").fill("Orders API");
    await page.getByRole("button", { name: "Create account" }).click();
  } else {
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
  }
  await page.waitForURL((url) => url.pathname.length > 1 && !url.pathname.startsWith("/sign-"));
  return new URL(page.url()).pathname;
}

async function createRootKey(page: Page, home: string): Promise<string> {
  await page.goto(`${home}/root-keys`);
  await page.getByRole("button", { name: "Create root key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("gateway");
  await dialog.getByRole("button", { name: "Create root key" }).click();
  await expect(dialog).toContainText("Copy this root key now");
  const shown = await dialog
    .getByText(/^lk_root_[0-9A-Za-z]{49}$/)
    .first()
    .textContent();
  return shown?.trim() ?? "";
}

async function openAccount(browser: Browser, baseURL: string): Promise<Account> {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  const home = await signIn(page);
  const rootKey = await createRootKey(page, home);
  const state = await context.storageState();
  await context.close();
  return { home, rootKey, state };
}

/** A test by someone who is signed in as the owner; one sign-in for all of a worker's tests. */
export const test = base.extend<
  { verify: (secret: string, body?: object) => Promise<string> },
  { account: Account }
>({
  account: [
    async ({ browser, server }, use) => {
      await use(await openAccount(browser, server));
    },
    { scope: "worker" },
  ],
  storageState: async ({ account }, use) => use(account.state),
  /** What a backend does with a presented key: the outcome's code. */
  verify: async ({ request, account }, use) => {
    await use(async (secret, body = {}) => {
      const answer = await request.post("/api/v1/keys/verify", {
        headers: { authorization: `Bearer ${account.rootKey}` },
        data: { key: secret, ip: "203.0.113.9", ...body },
      });
      expect(answer.status()).toBe(200);
      return (await answer.json()).code;
    });
  },
});

/** Creates a key in the browser and stores it; resolves to its secret. Leaves the page on the list. */
export async function createKey(page: Page, home: string, name: string): Promise<string> {
  await page.goto(`${home}/keys?create=1`);
  const form = page.getByRole("dialog", { name: "Create a key" });
  await form.getByLabel("Name").fill(name);
  await form.getByRole("button", { name: "Create key" }).click();
  const secret = await storeSecret(page, "Copy this secret now");
  // The list has followed, and the address is its own again: what comes next may go elsewhere.
  await expect(page.getByRole("row", { name: new RegExp(name) })).toBeVisible();
  await expect(page).not.toHaveURL(/create=/);
  return secret;
}

/** Goes through the two steps of the reveal: copied, stored. */
export async function storeSecret(page: Page, title: string): Promise<string> {
  const reveal = page.getByRole("dialog", { name: title });
  await reveal.getByRole("button", { name: "Copy secret" }).click();
  await expect(reveal.getByText("Secret copied")).toBeVisible();
  const secret = await page.evaluate(() => navigator.clipboard.readText());
  await reveal.getByRole("checkbox", { name: /I have stored it/ }).check();
  await reveal.getByRole("button", { name: "Done" }).click();
  await expect(reveal).toBeHidden();
  return secret;
}

export { expect };
