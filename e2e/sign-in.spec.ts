import type { Browser, Page } from "@playwright/test";
import { EMAIL, expect, PASSWORD, test } from "./sign-in";

const NEXT_PASSWORD = "violet anchor parsley tram 4";

/** A browser of its own, in which nobody is signed in. */
async function newBrowser(browser: Browser, userAgent?: string): Promise<Page> {
  const context = await browser.newContext({
    storageState: { cookies: [], origins: [] },
    ...(userAgent ? { userAgent } : {}),
  });
  return context.newPage();
}

async function tryToSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function signedIn(page: Page, password = PASSWORD): Promise<void> {
  await page.goto("/sign-in");
  await tryToSignIn(page, EMAIL, password);
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-"));
}

test("the first visit made the owner; the next person finds sign-up closed and is led back after signing in", async ({
  browser,
  account,
}) => {
  const page = await newBrowser(browser);
  await page.goto("/sign-up");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(page.getByText("Sign-up is closed on this server")).toBeVisible();

  await page.goto(`${account.home}/settings/account`);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await tryToSignIn(page, EMAIL, PASSWORD);
  await expect(page).toHaveURL(new RegExp(`${account.home}/settings/account$`));
  const facts = page.locator("dl");
  await expect(facts.first()).toContainText(EMAIL);
  await page.goto(`${account.home}/settings`);
  await expect(page.locator("dl").last()).toContainText("Your roleowner");
});

test("a wrong password says nothing about the account, and nothing that was typed is lost", async ({
  browser,
}) => {
  const page = await newBrowser(browser);
  await page.goto("/sign-in");
  const said: (string | null)[] = [];
  for (const email of [EMAIL, "nobody@example.com"]) {
    await tryToSignIn(page, email, "not the password 1");
    const fault = page.getByText("do not belong together");
    await expect(fault).toBeVisible();
    said.push(await fault.textContent());
    await expect(page.getByLabel("E-mail")).toHaveValue(email);
    await page.goto("/sign-in");
  }
  expect(said[0]).toBe(said[1]);
});

test("attempts are limited, also for an account that does not exist", async ({ browser }) => {
  const page = await newBrowser(browser);
  const limited = page.getByText(/^Too many attempts\. Try again in \d+ min\.$/);
  const wrong = page.getByText("do not belong together");
  let attempts = 0;
  do {
    await page.goto("/sign-in");
    await tryToSignIn(page, "guessed@example.com", `guess number ${attempts}`);
    await expect(limited.or(wrong)).toBeVisible();
    attempts++;
  } while (attempts < 15 && !(await limited.isVisible()));
  await expect(limited).toBeVisible();
  expect(attempts).toBe(11);
});

test("strangers who guess cannot lock a user out of a browser that the user has signed in with", async ({
  browser,
}) => {
  const known = await newBrowser(browser);
  await signedIn(known);
  const device = (await known.context().cookies()).find(({ name }) => name === "latchkey.device");
  expect(device).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
  await known.context().clearCookies({ name: /session-token/ });

  const stranger = await newBrowser(browser);
  const limited = stranger.getByText(/^Too many attempts\. Try again in \d+ min\.$/);
  const wrong = stranger.getByText("do not belong together");
  for (let tries = 0; tries < 15 && !(await limited.isVisible()); tries++) {
    await stranger.goto("/sign-in");
    await tryToSignIn(stranger, EMAIL, `guess number ${tries}`);
    await expect(limited.or(wrong)).toBeVisible();
  }
  await expect(limited).toBeVisible();
  await signedIn(known);
});

test("signing out ends the session on the server too", async ({ browser, account }) => {
  const page = await newBrowser(browser);
  await signedIn(page);
  const copy = await page.context().storageState();
  await page.getByRole("button", { name: EMAIL }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.goto(`${account.home}/keys`);
  await expect(page).toHaveURL(/\/sign-in/);

  // A copy of the cookie, kept from before, opens nothing either.
  const thief = await (await browser.newContext({ storageState: copy })).newPage();
  await thief.goto(`${account.home}/keys`);
  await expect(thief).toHaveURL(/\/sign-in/);
});

test("the cookie cannot be read by a script and stays on this site", async ({ browser }) => {
  const page = await newBrowser(browser);
  await signedIn(page);
  const session = (await page.context().cookies()).find((cookie) => cookie.name.includes("session-token"));
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  expect(await page.evaluate(() => document.cookie)).not.toContain("session-token");
});

test("two browsers are listed; revoking one ends it at its next request", async ({ browser, account }) => {
  const here = await newBrowser(browser);
  const there = await newBrowser(
    browser,
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 15.0; rv:140.0) Gecko/20100101 Firefox/140.0",
  );
  await signedIn(here);
  await signedIn(there);
  await here.goto(`${account.home}/settings/account`);
  const list = here.locator("section", { has: here.getByRole("heading", { name: "Browsers signed in" }) });
  await expect(list.getByRole("listitem").filter({ hasText: "this browser" })).toContainText("Chrome");
  const other = list.getByRole("listitem").filter({ hasText: "Firefox on macOS" });
  await expect(other).toHaveCount(1);
  await other.getByRole("button", { name: "Sign out Firefox on macOS" }).click();
  await expect(other).toHaveCount(0);
  await there.reload();
  await expect(there).toHaveURL(/\/sign-in/);
  await here.reload();
  await expect(list).toBeVisible();
});

test("a password change asks for the current one, refuses an easy one, and ends the other sessions", async ({
  browser,
  account,
}) => {
  // Four sign-ins and four changes, each with a deliberately slow hash.
  test.slow();
  const here = await newBrowser(browser);
  const there = await newBrowser(browser);
  await signedIn(here);
  await signedIn(there);
  await here.goto(`${account.home}/settings/account`);
  const change = async (current: string, next: string) => {
    await here.getByLabel("Current password").fill(current);
    await here.getByLabel("New password").fill(next);
    await here.getByRole("button", { name: "Change password" }).click();
  };
  await change("not the password 1", NEXT_PASSWORD);
  await expect(here.getByText("Is not the current password")).toBeVisible();
  await change(PASSWORD, "password1234");
  await expect(here.getByText(/^Is too easy to guess/)).toBeVisible();

  await change(PASSWORD, NEXT_PASSWORD);
  await expect(here.getByText(/^Password saved; \d+ other browsers? signed out$/)).toBeVisible();
  await there.reload();
  await expect(there).toHaveURL(/\/sign-in/);
  await tryToSignIn(there, EMAIL, PASSWORD);
  await expect(there.getByText("do not belong together")).toBeVisible();
  await signedIn(there, NEXT_PASSWORD);

  // Back to the password that the other tests sign in with.
  await here.reload();
  await change(NEXT_PASSWORD, PASSWORD);
  await expect(here.getByText(/^Password saved/)).toBeVisible();
  // The other tests' browser was signed out with the rest; this one stands in for it.
  account.state = await here.context().storageState();
});
