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

test("the chain is verified on the page, its head noted, and another hash raises the alarm", async ({
  page,
  account,
}) => {
  await page.goto(`${account.home}/audit-log`);
  await page.getByRole("button", { name: "Verify chain" }).click();
  const intact = page.getByRole("status").filter({ hasText: "Chain intact" });
  await expect(intact).toContainText(/Chain intact: [\d,]+ events, from .+ to /);
  await intact.getByRole("button", { name: "Copy the head's hash" }).click();
  const head = (await page.evaluate(() => navigator.clipboard.readText())).trim();
  expect(head).toMatch(/^[0-9a-f]{64}$/);
  await expect(intact).toContainText(head);

  // The log grows; what was noted is still in it.
  await createKey(page, account.home, "written-later");
  await page.goto(`${account.home}/audit-log`);
  await page.getByRole("button", { name: "Verify chain" }).click();
  await expect(intact).toContainText("Chain intact");
  await expect(intact).not.toContainText(head);
  await page.getByText("Compare with a hash noted earlier").click();
  const noted = page.getByLabel("Noted hash");
  await noted.fill(` ${head} `);
  await page.getByRole("button", { name: "Compare" }).click();
  await expect(intact).toContainText("It has the hash that was noted.");

  await noted.fill("not a hash");
  await page.getByRole("button", { name: "Compare" }).click();
  await expect(page.getByText("It must be a hash: 64 hexadecimal digits.")).toBeVisible();

  await noted.fill("0".repeat(64));
  await page.getByRole("button", { name: "Compare" }).click();
  const alarm = page.getByRole("alert").filter({ hasText: "The noted hash is not in the chain" });
  await expect(alarm).toContainText("the log was rewritten or cut");
  await expect(intact).toHaveCount(0);
  await expect(alarm.getByRole("link", { name: "What to do" })).toHaveAttribute(
    "href",
    "/docs/guides/audit-log#when-it-is-broken",
  );
});

test("the address of one event opens the log at it", async ({ page, account }) => {
  await createKey(page, account.home, "asked-for");
  await createKey(page, account.home, "after-it");
  await page.goto(`${account.home}/audit-log`);
  const created = await details(page, "Key created", "asked-for");
  const label = await created.getByText(/^Hash \d+$/).textContent();
  const sequence = Number(label?.replace("Hash ", ""));
  await page.goto(`${account.home}/audit-log?at=${sequence + 1}&event=${sequence}`);
  const rows = page
    .getByRole("table", { name: "Audit events" })
    .getByRole("button", { name: /^Details of / });
  await expect(rows.first()).toHaveAccessibleName("Details of Key created, asked-for");
  await expect(rows.first()).toHaveAttribute("aria-expanded", "true");
  await expect(rows.nth(1)).toHaveAttribute("aria-expanded", "false");
});
