import type { Page } from "@playwright/test";
import { createKey, expect, storeSecret, test } from "./sign-in";

async function openKey(page: Page, name: string): Promise<void> {
  await page.getByRole("table", { name: "Keys" }).getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

async function rotate(page: Page, overlap: string): Promise<string> {
  await page.getByRole("button", { name: "Rotate", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /^Rotate / });
  await dialog.getByRole("radio", { name: overlap }).check();
  await dialog.getByRole("button", { name: "Rotate" }).click();
  return storeSecret(page, "Copy the new secret now");
}

/** The page counts today's calls: in the last two minutes of a day (UTC), this one begins with the next. */
async function dayWithRoom(): Promise<void> {
  test.setTimeout(240_000);
  const minuteOfDay = () => Math.floor(Date.now() / 60_000) % 1_440;
  await expect.poll(minuteOfDay, { timeout: 125_000 }).toBeLessThan(1_438);
}

test("a rotation: both secrets verify, the page shows who uses which, and it can be finished early", async ({
  page,
  account,
  verify,
}) => {
  await dayWithRoom();
  const old = await createKey(page, account.home, "rotated-key");
  expect(await verify(old)).toBe("VALID");
  await openKey(page, "rotated-key");
  const fresh = await rotate(page, "7 days");
  expect(fresh).not.toBe(old);
  expect([await verify(old), await verify(fresh), await verify(fresh)]).toEqual(["VALID", "VALID", "VALID"]);

  const panel = page.locator("section", { has: page.getByRole("heading", { name: "Rotation under way" }) });
  await expect(panel).toContainText(`${old.slice(0, 12)}…${old.slice(-4)}`);
  await expect(panel).toContainText(`${fresh.slice(0, 12)}…${fresh.slice(-4)}`);
  // Two calls each with the old secret (one before the rotation) and the new one; the page follows by itself.
  await expect(panel).toContainText("50 % of today's calls use the new secret");
  await expect(panel).toContainText(/Old secret last used .* from 203\.0\.113\.9 \(2 calls today\)/);
  await panel.getByRole("button", { name: "Its callers" }).click();
  await expect(panel.getByRole("row", { name: /203\.0\.113\.9/ })).toContainText("2");
  await expect(page.getByRole("table", { name: "Recent requests" })).toContainText("old");
  await expect(page.getByText("Rotated, 7 days of overlap")).toBeVisible();

  await panel.getByRole("button", { name: "Extend" }).click();
  const extend = page.getByRole("dialog", { name: /^Extend the rotation/ });
  await extend.getByRole("radio", { name: "By 30 days" }).check();
  await extend.getByRole("button", { name: "Extend" }).click();
  await expect(extend).toBeHidden();
  await expect(page.getByText("Rotation extended by 30 days")).toBeVisible();

  await panel.getByRole("button", { name: "Finish now" }).click();
  const finish = page.getByRole("dialog", { name: "Finish the rotation of rotated-key?" });
  await expect(finish).toContainText("2 calls used it today");
  await finish.getByRole("button", { name: "Finish now" }).click();
  await expect(finish).toBeHidden();
  await expect(panel).toBeHidden();
  expect([await verify(old), await verify(fresh)]).toEqual(["EXPIRED", "VALID"]);
  await expect(page.getByRole("table", { name: "Recent requests" })).toContainText("secret retired");
});

test("going back retires the new secret and keeps the old one", async ({ page, account, verify }) => {
  const old = await createKey(page, account.home, "taken-back");
  await openKey(page, "taken-back");
  const fresh = await rotate(page, "1 hour");
  await page.getByRole("button", { name: "Go back" }).click();
  const dialog = page.getByRole("dialog", { name: /^Go back to the old secret/ });
  await expect(dialog).toContainText("It was never used.");
  await dialog.getByRole("button", { name: "Go back" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("heading", { name: "Rotation under way" })).toBeHidden();
  expect([await verify(old), await verify(fresh)]).toEqual(["VALID", "EXPIRED"]);
});

test("without overlap the old secret stops at once", async ({ page, account, verify }) => {
  const old = await createKey(page, account.home, "leaked-key");
  await openKey(page, "leaked-key");
  const fresh = await rotate(page, "No time: the old secret stops now");
  expect([await verify(old), await verify(fresh)]).toEqual(["EXPIRED", "VALID"]);
  await expect(page.getByText("Rotated, the old secret stopped at once")).toBeVisible();
});

test("an own date that is missing or past is refused at its field", async ({ page, account }) => {
  await createKey(page, account.home, "own-date");
  await openKey(page, "own-date");
  await page.getByRole("button", { name: "Rotate", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /^Rotate / });
  await dialog.getByRole("radio", { name: "Until a date of my own" }).check();
  await dialog.getByRole("button", { name: "Rotate" }).click();
  await expect(dialog.getByText("Give a date and a time.")).toBeVisible();
  await dialog.getByLabel("The old secret retires at").fill("2020-01-01T00:00");
  await dialog.getByRole("button", { name: "Rotate" }).click();
  await expect(dialog.getByText(/^Has to be in the future/)).toBeVisible();
});
