import type { Page } from "@playwright/test";
import { inspectIn, VIEWS, watch } from "./inspect";
import { type Account, createKey, expect, storeSecret, test } from "./sign-in";

/** Things that fill the pages: a key in use with a rotation under way, and a refused call. */
async function fill(
  page: Page,
  account: Account,
  verify: (secret: string, body?: object) => Promise<string>,
) {
  const old = await createKey(page, account.home, "seen-everywhere");
  await page.getByRole("table", { name: "Keys" }).getByRole("link", { name: "seen-everywhere" }).click();
  await page.getByRole("button", { name: "Rotate", exact: true }).click();
  await page
    .getByRole("dialog", { name: /^Rotate / })
    .getByRole("button", { name: "Rotate" })
    .click();
  const fresh = await storeSecret(page, "Copy the new secret now");
  await verify(old, { tags: ["path=/orders"] });
  await verify(fresh, { tags: ["path=/orders"] });
  await verify(fresh, { permissions: "orders:write" });
  const keyHref = new URL(page.url()).pathname;
  await createKey(page, account.home, "seen-resting");
  await expect(async () => {
    await page.goto(`${account.home}/usage`);
    await expect(page.getByText("INSUFFICIENT_PERMISSIONS").first()).toBeVisible({ timeout: 1_000 });
  }).toPass();
  return keyHref;
}

type Step = { name: string; href: string; act?: (page: Page) => Promise<void> };

const press = (name: string | RegExp) => async (page: Page) => {
  await page.getByRole("button", { name, exact: true }).first().click();
  await expect(page.getByRole("dialog")).toBeVisible();
};
const choose = (menu: string | RegExp, item: string | RegExp) => async (page: Page) => {
  await page.getByRole("button", { name: menu }).first().click();
  await page.getByRole("menuitem", { name: item }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
};

/** Every page that the navigation leads to, those under them, and each dialog. */
async function steps(page: Page, account: Account, keyHref: string): Promise<Step[]> {
  const { home } = account;
  await page.goto(home);
  const links = page.getByRole("navigation", { name: "Workspace" }).getByRole("link");
  await expect(links.first()).toBeVisible();
  const pages = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
  expect(pages.length).toBeGreaterThanOrEqual(7);
  return [
    ...pages.map((href) => ({ name: href, href })),
    { name: "the other settings", href: `${home}/settings/account` },
    { name: "operations", href: `${home}/settings/operations` },
    { name: "a key", href: keyHref },
    { name: "no such key", href: `${home}/keys/key_00000000000000000000000000` },
    { name: "nothing found", href: `${home}/keys?q=nothing-has-this-name` },
    {
      name: "create a key",
      href: `${home}/keys?create=1`,
      act: async (at) => expect(at.getByRole("dialog")).toBeVisible(),
    },
    { name: "extend", href: keyHref, act: press("Extend") },
    { name: "finish", href: keyHref, act: press("Finish now") },
    { name: "go back", href: keyHref, act: press("Go back") },
    {
      name: "callers",
      href: keyHref,
      act: async (at) => at.getByRole("button", { name: "Its callers" }).click(),
    },
    { name: "revoke", href: keyHref, act: choose("More acts", /^Revoke/) },
    { name: "change expiry", href: keyHref, act: choose("More acts", "Change expiry") },
    { name: "change limits", href: keyHref, act: press(/^(Edit|Change).*limits/i) },
    { name: "change permissions", href: keyHref, act: press(/^(Edit|Change).*(permissions|access)/i) },
    {
      name: "a decision",
      href: `${home}/playground?key=${keyHref.split("/").at(-1)}&permissions=orders:read%20AND%20orders:write`,
      act: async (at) => {
        await at.getByRole("button", { name: "Check", exact: true }).click();
        await expect(at.getByRole("button", { name: /^Add orders:read/ })).toBeVisible();
      },
    },
    { name: "create an API", href: `${home}/apis`, act: press("Create API") },
    { name: "create many permissions", href: `${home}/permissions`, act: press("Create many") },
    { name: "create a permission", href: `${home}/permissions`, act: press("Create permission") },
    { name: "create a role", href: `${home}/permissions?view=roles`, act: press("Create role") },
    { name: "create an identity", href: `${home}/identities`, act: press("Create identity") },
    { name: "edit an API", href: `${home}/apis`, act: choose(/^Acts of /, "Edit") },
    {
      name: "create a root key",
      href: `${home}/root-keys`,
      act: async (at) => {
        await press("Create root key")(at);
        await at.getByRole("radio", { name: "Chosen permissions" }).check();
      },
    },
    { name: "rotate a root key", href: `${home}/root-keys`, act: choose(/^Acts of gateway/, "Rotate") },
    { name: "revoke a root key", href: `${home}/root-keys`, act: choose(/^Acts of gateway/, "Revoke") },
    {
      name: "the chain's verification",
      href: `${home}/audit-log`,
      act: async (at) => {
        await at.getByRole("button", { name: "Verify chain" }).click();
        await at.getByText("Compare with a hash noted earlier").click();
        await at.getByLabel("Noted hash").fill("0".repeat(64));
        await at.getByRole("button", { name: "Compare" }).click();
        await expect(at.getByText("The noted hash is not in the chain")).toBeVisible();
      },
    },
    {
      name: "an event's details",
      href: `${home}/audit-log`,
      act: async (at) => {
        for (const place of [0, 1])
          await at
            .getByRole("button", { name: /^Details of / })
            .nth(place)
            .click();
      },
    },
    {
      name: "command palette",
      href: `${home}/keys`,
      act: async (at) => {
        await expect(async () => {
          await at.keyboard.press("Control+k");
          await expect(at.getByRole("dialog")).toBeVisible({ timeout: 1_000 });
        }).toPass();
        await at.keyboard.type("seen");
        await expect(at.getByRole("option", { name: /seen-everywhere/ })).toBeVisible();
      },
    },
  ];
}

const drawer = async (page: Page) => {
  // A button pressed before the page has come alive does nothing.
  await expect(async () => {
    await page.getByRole("button", { name: "Navigation" }).click({ timeout: 2_000 });
    await expect(page.getByRole("dialog", { name: "Navigation" })).toBeVisible({ timeout: 1_000 });
  }).toPass();
};

async function go(page: Page, { href, act }: Step): Promise<void> {
  await page.goto(href);
  // By its tag, since a dialog that the address opens takes it from the roles; the first, since its skeleton has one too.
  await expect(page.locator("h1:visible").first()).toBeVisible();
  await act?.(page);
}

test.describe
  .serial("on every page and dialog", () => {
    let all: Step[] = [];

    test("there is something to see", async ({ page, account, verify }) => {
      all = await steps(page, account, await fill(page, account, verify));
      expect(all.length).toBeGreaterThan(20);
    });

    const narrow = VIEWS.filter(({ width }) => width < 720);
    for (const { kind, views, which } of [
      { kind: "page", views: VIEWS, which: () => all.filter((step) => !step.act) },
      {
        kind: "dialog",
        // Colours follow the theme and places the width: each is seen in both, but not in all four.
        views: VIEWS.filter(({ theme, width }) => (theme === "dark") === width < 720),
        which: () => all.filter((step) => step.act),
      },
      {
        kind: "drawer",
        views: narrow,
        which: (home: string) => [{ name: "drawer", href: `${home}/keys`, act: drawer }],
      },
    ]) {
      test(`axe finds nothing, no error is printed, no other host asked, nothing scrolls sideways: each ${kind}`, async ({
        page,
        account,
      }) => {
        // Some twenty pages, each in several views: a slow machine needs its time, and gets it.
        test.setTimeout(240_000);
        const faults = watch(page);
        for (const [place, step] of which(account.home).entries())
          await test.step(step.name, () => inspectIn(page, views, place, () => go(page, step)));
        expect(faults).toEqual([]);
      });
    }
  });
