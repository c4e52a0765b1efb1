import type { Page } from "@playwright/test";
import { asFullRootKey } from "./full-root-key";
import { expect, test } from "./sign-in";

// A search that failed has found nothing out: each picker says so, and can search again.

interface Picker {
  name: string;
  open: (page: Page) => Promise<void>;
  fill: (page: Page) => Promise<void>;
  failed: string;
  /** Said where nothing matches. */
  none: RegExp;
  retry: (page: Page) => Promise<void>;
  found: string;
}

const openFilter = (page: Page) => page.getByRole("button", { name: "Filter" }).click();
const palette = (page: Page) => page.getByRole("dialog", { name: "Find or do" });
const tryAgain = (page: Page) => page.getByRole("button", { name: "Try again" }).click();

const PICKERS: Picker[] = [
  {
    name: "the key picker",
    open: openFilter,
    fill: (page) => page.getByRole("textbox", { name: "Key", exact: true }).fill("dispatch"),
    failed: "Couldn't search keys.",
    none: /No key matches/,
    retry: tryAgain,
    found: "dispatch worker",
  },
  {
    name: "the owner picker",
    open: openFilter,
    fill: (page) => page.getByRole("combobox", { name: /^Owner/ }).fill("customer_4"),
    failed: "Couldn't search owners.",
    none: /No owner has/,
    retry: tryAgain,
    found: "customer_42",
  },
  {
    name: "the command palette",
    open: async (page) => {
      // The page may not listen to keys yet.
      await expect(async () => {
        await page.keyboard.press("Control+k");
        await expect(palette(page)).toBeVisible({ timeout: 1_000 });
      }).toPass();
    },
    fill: (page) => palette(page).getByRole("combobox").fill("dispatch"),
    failed: "Couldn't search keys.",
    none: /Nothing matches/,
    // With the keyboard alone, as everything in it.
    retry: async (page) => {
      await expect(page.getByRole("option", { name: "Search keys again" })).toHaveAttribute(
        "data-selected",
        "true",
      );
      await page.keyboard.press("Enter");
    },
    found: "dispatch worker",
  },
];

test("a search that fails is not taken for one that finds nothing, and can be tried again", async ({
  page,
  account,
  context,
}) => {
  const headers = await asFullRootKey(page, account.home);
  const { items } = await (await page.request.get("/api/v1/apis", { headers })).json();
  const made = await page.request.post("/api/v1/keys", {
    headers,
    data: { apiId: items[0].id, name: "dispatch worker", externalId: "customer_42" },
  });
  expect(made.status()).toBe(201);
  for (const { name, open, fill, failed, none, retry, found } of PICKERS)
    await test.step(name, async () => {
      await page.goto(`${account.home}/usage`);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await open(page);
      await context.setOffline(true);
      await fill(page);
      await expect(page.getByText(failed)).toBeVisible();
      await expect(page.getByText(none)).toHaveCount(0);
      await context.setOffline(false);
      await retry(page);
      await expect(page.getByText(failed)).toHaveCount(0);
      await expect(page.getByText(found).first()).toBeVisible();
    });
});
