import type { Page } from "@playwright/test";
import { createKey, expect, test } from "./sign-in";

const step = (page: Page, name: string) =>
  page
    .getByRole("list", { name: "Steps of the decision" })
    .getByRole("listitem")
    .filter({
      has: page.getByRole("heading", { name: new RegExp(`^${name}\\b`) }),
    });
const check = (page: Page) => page.getByRole("button", { name: "Check", exact: true }).click();

test("a key that lacks a permission stops at step 6; the remedy lets it through, and nothing was counted", async ({
  page,
  account,
}) => {
  await createKey(page, account.home, "played-key");
  const query = "orders:read AND (played:write OR admin:all)";
  await page.goto(`${account.home}/playground`);
  await page.getByLabel("Key", { exact: true }).fill("played");
  await page
    .getByRole("list", { name: "Keys found" })
    .getByRole("button", { name: /played-key/ })
    .click();
  await page.getByLabel("Permissions").fill("orders:read AND (played:write");
  await expect(page.getByText("At character 17: ( is not closed")).toBeVisible();
  await expect(page.getByRole("button", { name: "Check", exact: true })).toBeDisabled();
  await page.getByLabel("Permissions").fill(query);
  await page.keyboard.press("Control+Enter");

  await expect(page.getByText("at step 6 of 8")).toBeVisible();
  await expect(step(page, "Permissions")).toContainText("The key lacks orders:read and played:write.");
  await expect(step(page, "Address")).toHaveAttribute("data-outcome", "passed");
  await expect(step(page, "Limits")).toContainText("Not reached.");
  await expect(page.getByRole("tabpanel")).toContainText(`"code": "INSUFFICIENT_PERMISSIONS"`);
  await expect(page).toHaveURL(/[?&]key=key_.*permissions=/);
  await page.reload();
  await expect(page.getByLabel("Permissions")).toHaveValue(query);
  await check(page);

  await page.getByRole("button", { name: "Add orders:read and played:write" }).click();
  const dialog = page.getByRole("dialog", { name: "Add orders:read and played:write to played-key?" });
  await expect(dialog).toContainText("No call used it in the last hour.");
  await dialog.getByRole("button", { name: "Add orders:read and played:write" }).click();
  await expect(page.getByText("all 8 steps passed")).toBeVisible();

  const tried = page.getByRole("list", { name: "Tried before" }).getByRole("listitem");
  await expect(tried).toHaveCount(2);
  await tried
    .last()
    .getByRole("button", { name: /^Again/ })
    .click();
  await expect(tried).toHaveCount(3);
  await expect(tried.first()).toContainText("VALID");

  const keyId = new URL(page.url()).searchParams.get("key");
  await page.goto(`${account.home}/usage?key=${keyId}`);
  await expect(page.getByText("No call matches")).toBeVisible();
  await page.goto(`${account.home}/keys/${keyId}`);
  await expect(page.getByText("Last used never")).toBeVisible();
});

test("a pasted value says why it is not found, and leaves no trace", async ({ page, account, verify }) => {
  const secret = await createKey(page, account.home, "pasted-value");
  await page.goto(`${account.home}/playground`);
  // As it was copied from the reveal: the search takes it for what it is.
  await page.getByLabel("Key", { exact: true }).click();
  await page.keyboard.press("Control+V");
  const field = page.getByLabel("Secret", { exact: true });
  await expect(field).toHaveValue(secret);
  await check(page);
  await expect(page.getByText("all 8 steps passed")).toBeVisible();

  const wrong = secret.slice(0, -1) + (secret.endsWith("a") ? "b" : "a");
  await field.fill(wrong);
  await expect(page.getByText("The form has changed since")).toBeVisible();
  await check(page);
  await expect(page.getByText("at step 1 of 8")).toBeVisible();
  await expect(step(page, "Exists")).toContainText("The checksum is wrong");
  await field.fill("not a key");
  await check(page);
  await expect(step(page, "Exists")).toContainText("This has not the form of a key");

  await expect(page.getByRole("list", { name: "Tried before" }).getByRole("listitem")).toHaveCount(3);
  await page.getByRole("tab", { name: "curl" }).click();
  await expect(page.getByRole("tabpanel")).toContainText("Bearer $LATCHKEY_ROOT_KEY");
  expect(page.url()).not.toContain("sk_live");
  const text = await page.locator("body").textContent();
  for (const value of [secret, wrong]) expect(text).not.toContain(value);
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(page.getByRole("list", { name: "Tried before" })).toBeHidden();

  await field.fill(account.rootKey);
  await expect(page.getByText("This is a root key")).toBeVisible();
  await expect(page.getByRole("button", { name: "Check", exact: true })).toBeDisabled();
  expect(await verify(secret)).toBe("VALID");
});
