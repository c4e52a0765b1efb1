import type { Locator, Page } from "@playwright/test";
import { createKey, EMAIL, expect, storeSecret, test } from "./sign-in";

/** Opens the newest event of this kind about this target; resolves to what it says. */
async function details(page: Page, words: string, target: string): Promise<Locator> {
  const open = page.getByRole("button", { name: `Details of ${words}, ${target}`, exact: true }).first();
  await open.click();
  const id = (await open.getAttribute("aria-controls")) ?? "";
  return page.locator(`[id="${id}"]`);
}

test("each change is in the log with who, what, before and after, and without a secret", async ({
  page,
  account,
}) => {
  const first = await createKey(page, account.home, "watched-key");
  await page.getByRole("table", { name: "Keys" }).getByRole("link", { name: "watched-key" }).click();
  await page.getByRole("button", { name: "More acts" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  const rename = page.getByRole("dialog", { name: "Rename watched-key" });
  await rename.getByLabel("Name").fill("audited-key");
  await rename.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "audited-key" })).toBeVisible();
  await page.getByRole("button", { name: "Rotate", exact: true }).click();
  const rotate = page.getByRole("dialog", { name: "Rotate audited-key" });
  await rotate.getByRole("radio", { name: "1 hour" }).check();
  await rotate.getByRole("button", { name: "Rotate" }).click();
  const second = await storeSecret(page, "Copy the new secret now");
  await page.getByRole("button", { name: "Disable", exact: true }).click();
  await expect(page.getByRole("button", { name: "Enable", exact: true })).toBeVisible();

  await page.getByRole("navigation", { name: "Workspace" }).getByRole("link", { name: "Audit log" }).click();
  const log = page.getByRole("table", { name: "Audit events" });
  const newest = log.getByRole("row").filter({ hasText: "Key disabled" }).first();
  await expect(newest).toContainText(EMAIL);
  await expect(newest).toContainText("audited-key");

  const disabled = await details(page, "Key disabled", "audited-key");
  await expect(disabled).toContainText(/Enabled.*before: yes.*after: no/);
  await expect(disabled).toContainText(/req_[0-9A-Z]{26}/);
  const renamed = await details(page, "Key updated", "audited-key");
  await expect(renamed).toContainText(/Name.*before: watched-key.*after: audited-key/);
  const rotated = await details(page, "Key rotated", "audited-key");
  await expect(rotated).toContainText("1 hour");
  const created = await details(page, "Key created", "watched-key");
  await expect(created).toContainText(first.slice(0, 12));

  // Only this key's events, by the address.
  await created.getByRole("link", { name: "this key" }).click();
  await expect(page).toHaveURL(/[?&]target=key_/);
  await expect(log.getByRole("button", { name: /^Details of / })).toHaveCount(4);
  const html = await page.content();
  for (const secret of [first, second]) expect(html).not.toContain(secret.slice(12, -4));
  await page.getByRole("link", { name: /^Remove filter/ }).click();
  await expect(page).not.toHaveURL(/target=/);

  await page.getByRole("combobox", { name: "Action" }).click();
  await page.getByRole("option", { name: "Key disabled", exact: true }).click();
  await expect(page).toHaveURL(/action=key.disabled/);
  await expect(log.getByRole("button", { name: /^Details of Key created/ })).toHaveCount(0);
  await expect(log.getByRole("button", { name: /^Details of Key disabled/ }).first()).toBeVisible();
});
