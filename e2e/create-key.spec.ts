import { readFile } from "node:fs/promises";

import type { Page } from "@playwright/test";
import { asFullRootKey } from "./full-root-key";

import { createKey, expect, storeSecret, test } from "./sign-in";

const FORM = /^sk_live_[0-9A-Za-z]{49,}$/;

test("a key is created, shown once, guarded, called, and then only its ends are seen", async ({
  page,
  account,
  verify,
}) => {
  await page.goto(`${account.home}/keys`);
  await page.getByRole("heading", { name: "Keys" }).waitFor();
  const form = page.getByRole("dialog", { name: "Create a key" });
  // A key pressed before the page has come alive does nothing.
  await expect(async () => {
    await page.keyboard.press("c");
    await expect(form).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(form.getByLabel("Name")).toBeFocused();

  // What is wrong is said at its field, and nothing that was typed is lost.
  await form.getByLabel("Owner").fill("customer_42");
  // What few need is folded.
  await expect(form.getByLabel("Prefix", { exact: true })).toBeHidden();
  await form.getByText("Prefix and metadata").click();
  await form.getByLabel("Prefix", { exact: true }).fill("S-K");
  await form.getByLabel("Permissions optional").fill("orders:read,");
  await form.getByRole("radio", { name: "90 days" }).check();
  await form.getByText("Limits", { exact: true }).click();
  await form.getByRole("radio", { name: "60/min" }).check();
  await form.getByRole("button", { name: "Create key" }).click();
  await expect(form.getByText("Must not be empty.")).toBeVisible();
  await expect(form.getByText(/^Must be a lower-case letter/)).toBeVisible();
  await expect(form.getByLabel("Owner")).toHaveValue("customer_42");
  await form.getByLabel("Name").fill("dispatch-worker");
  await form.getByLabel("Prefix", { exact: true }).fill("sk");
  await form.getByRole("button", { name: "Create key" }).click();

  const reveal = page.getByRole("dialog", { name: "Copy this secret now" });
  const done = reveal.getByRole("button", { name: "Done" });
  await expect(done).toBeDisabled();
  await reveal.getByRole("checkbox", { name: /I have stored it/ }).check();
  await expect(done).toBeDisabled();
  await page.keyboard.press("Escape");
  await expect(reveal.getByRole("alert")).toContainText("shown only now");
  await page.goBack();
  await expect(reveal).toBeVisible();

  await reveal.getByRole("button", { name: "Copy secret" }).click();
  const secret = await page.evaluate(() => navigator.clipboard.readText());
  expect(secret).toMatch(FORM);
  await expect(reveal.getByLabel("curl code")).toContainText(`"key":"${secret}"`);
  await expect(reveal.getByLabel("curl code")).toContainText('"permissions":"orders:read"');
  expect(page.url()).not.toContain(secret);

  await expect(reveal.getByText("Waiting for its first call.")).toBeVisible();
  expect(await verify(secret, { permissions: "orders:read" })).toBe("VALID");
  await expect(reveal.getByText(/First call at .* from 203\.0\.113\.9/)).toBeVisible();

  await expect(done).toBeEnabled();
  await done.click();
  await expect(reveal).toBeHidden();
  const row = page.getByRole("row", { name: /dispatch-worker/ });
  await expect(row).toContainText(`${secret.slice(0, 12)}…${secret.slice(-4)}`);
  await expect(row).toContainText("customer_42");
  expect(await page.content()).not.toContain(secret.slice(12, -4));
  await page.reload();
  await expect(row).toBeVisible();
  expect(await page.content()).not.toContain(secret.slice(12, -4));
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(
    secret,
  );
});

test("the secret can be downloaded as an environment file instead of copied", async ({ page, account }) => {
  await page.goto(`${account.home}/keys?create=1`);
  const form = page.getByRole("dialog", { name: "Create a key" });
  await form.getByLabel("Name").fill("env-file");
  await form.getByRole("radio", { name: "Test" }).check();
  await form.getByRole("button", { name: "Create key" }).click();
  const reveal = page.getByRole("dialog", { name: "Copy this secret now" });
  const waiting = page.waitForEvent("download");
  await reveal.getByRole("button", { name: "Download .env" }).click();
  const file = await (await waiting).path();
  expect(await readFile(file, "utf8")).toMatch(/^ORDERS_API_KEY=sk_test_[0-9A-Za-z]{49,}\n$/);
  await reveal.getByRole("checkbox", { name: /I have stored it/ }).check();
  await reveal.getByRole("button", { name: "Done" }).click();
  await expect(reveal).toBeHidden();
});

test("a pasted key is found without ever standing in an address", async ({ page, account }) => {
  const secret = await createKey(page, account.home, "pasted-key");
  const addresses: string[] = [];
  page.on("request", (request) => addresses.push(request.url()));
  page.on("framenavigated", (frame) => addresses.push(frame.url()));
  const search = page.getByRole("textbox", { name: "Search keys" });
  await expect(async () => {
    await page.keyboard.press("/");
    await expect(search).toBeFocused({ timeout: 1_000 });
  }).toPass();
  await search.fill(`Authorization: Bearer ${secret}`);
  await expect(page.getByRole("heading", { name: "pasted-key" })).toBeVisible();
  expect(page.url()).toMatch(/\/keys\/key_[0-9A-Z]{26}$/);
  expect(addresses.filter((address) => address.includes(secret.slice(12, -4)))).toEqual([]);
});

test("views, search and an empty result are in the address", async ({ page, account }) => {
  await createKey(page, account.home, "findable-key");
  await page.getByRole("textbox", { name: "Search keys" }).fill("findable");
  await expect(page).toHaveURL(/[?&]q=findable/);
  await expect(page.getByRole("row", { name: /findable-key/ })).toBeVisible();
  await page
    .getByRole("navigation", { name: "States" })
    .getByRole("link", { name: /^Revoked/ })
    .click();
  await expect(page).toHaveURL(/state=revoked/);
  await expect(page.getByText("No revoked key matches “findable”")).toBeVisible();
  await page.getByRole("link", { name: "Clear search" }).click();
  await expect(page.getByRole("textbox", { name: "Search keys" })).toHaveValue("");
  await expect(page.getByRole("row", { name: /findable-key/ })).toBeVisible();
});

/** Tops up, ends the refill, sets and stops, as the key's page tells them apart. */
async function changeCredits(page: Page): Promise<void> {
  const act = async (button: string, title: string) => {
    await page.getByRole("button", { name: button, exact: true }).click();
    return page.getByRole("dialog", { name: title });
  };
  const add = await act("Top up", "Top up credits");
  await add.getByLabel("Credits to add").fill("500");
  await expect(add).toContainText("On top of the 1,000 that are left.");
  await add.getByRole("button", { name: "Top up" }).click();
  await expect(page.getByText("500 credits added, 1,500 then")).toBeVisible();
  const refill = await act("Change refill", "Refill credits");
  await refill.getByRole("radio", { name: "None: one-time credits" }).check();
  await refill.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Not refilled any more", { exact: true })).toBeVisible();
  const set = await act("Set", "Set credits");
  await set.getByLabel("Credits").fill("7");
  await set.getByRole("button", { name: "Set credits" }).click();
  await expect(page.getByText("Credits set to 7, from 1,500")).toBeVisible();
  const stop = await act("Stop counting", "Stop counting?");
  await expect(stop).toContainText("7 credits are dropped now.");
  await stop.getByRole("button", { name: "Stop counting" }).click();
  await expect(page.getByText("None of its own. Its calls spend nothing.")).toBeVisible();
}

test("a publishable key holds reads only, with origins, credits, addresses and metadata, and is edited in place", async ({
  page,
  account,
}) => {
  await page.goto(`${account.home}/keys?create=1`);
  const form = page.getByRole("dialog", { name: "Create a key" });
  await form.getByLabel("Name").fill("shop-front");
  await form.getByLabel("Permissions optional").fill("orders:read,orders:write,");
  await form.getByText("Publishable", { exact: true }).click();
  await form.getByRole("checkbox", { name: /Anyone may see this key/ }).check();
  await expect(form.getByRole("button", { name: "Remove orders:write" })).toBeHidden();
  await form.getByText("Roles and addresses").click();
  await form.getByLabel("Addresses optional").fill("203.0.113.0/33");
  await form.getByLabel("Addresses optional").press("Enter");
  await expect(form.getByText(/an IPv4 range ends at \/32/)).toBeVisible();
  await form.getByLabel("Addresses optional").fill("203.0.113.0/24");
  await form.getByLabel("Addresses optional").press("Enter");
  await form.getByText("Credits", { exact: true }).first().click();
  await form.getByRole("radio", { name: "Monthly" }).check();
  await form.getByLabel("On day").fill("31");
  await form.getByText("Prefix and metadata").click();
  await form.getByLabel("Metadata optional").fill("{ plan }");
  await expect(form.getByText(/This is not JSON/)).toBeVisible();
  await form.getByLabel("Metadata optional").fill('{ "plan": "pro" }');
  await form.getByRole("button", { name: "Create key" }).click();
  await expect(form.getByText("Must name at least one origin.")).toBeVisible();
  await form.getByLabel("Allowed origins").fill("https://shop.example");
  await form.getByRole("button", { name: "Create key" }).click();
  expect(await storeSecret(page, "Copy this secret now")).toMatch(/^pk_live_/);

  await page.getByRole("link", { name: "shop-front" }).click();
  await expect(page.getByRole("heading", { name: "shop-front" })).toBeVisible();
  await expect(page.getByText("publishable", { exact: true })).toBeVisible();
  await expect(page.getByText("https://shop.example")).toBeVisible();
  await expect(page.getByRole("meter", { name: "1,000 of 1,000 credits left" })).toBeVisible();
  await changeCredits(page);
  await page.getByRole("button", { name: "Edit metadata" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Metadata optional").fill('{ "plan": "free" }');

  // Someone else is faster: nothing is lost without being told.
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByRole("button", { name: "Edit limits" }).click();
  await other.getByRole("button", { name: "Add a limit" }).click();
  await other.getByRole("button", { name: "Save" }).click();
  await expect(other.getByText(/were changed/)).toBeVisible();
  await other.close();

  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("Nothing was saved");
  await expect(dialog.getByRole("list", { name: "Changed meanwhile" })).toContainText("added: 100 a minute");
  await dialog.getByRole("button", { name: "Save mine all the same" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('"plan": "free"')).toBeVisible();
  await expect(page.getByText("Metadata changed")).toBeVisible();
});

test("an owner is chosen among those that are known, by keyboard, or made anew", async ({
  page,
  account,
}) => {
  const root = await asFullRootKey(page, account.home);
  for (const externalId of ["harbour_line_1", "harbour_line_2", "inland_harbour"])
    expect(
      (await page.request.post("/api/v1/identities", { headers: root, data: { externalId } })).status(),
    ).toBe(201);
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${account.home}/keys?create=1`);
  const form = page.getByRole("dialog", { name: "Create a key" });
  const owner = form.getByRole("combobox", { name: /^Owner/ });
  await owner.fill("harbour");
  const options = page.getByRole("option");
  await expect(options).toHaveText([/^harbour_line_2/, /^harbour_line_1/, /^inland_harbour/]);
  await expect(page.getByText("No owner has this id yet: it becomes a new one.")).toBeVisible();
  await owner.press("ArrowDown");
  await owner.press("ArrowDown");
  await expect(options.nth(1)).toHaveAttribute("data-highlighted", "");
  await owner.press("Enter");
  await expect(owner).toHaveValue("harbour_line_1");
  await expect(options).toHaveCount(0);
  // Escape closes the offer, not the form; what was typed stays.
  await owner.fill("harbour_line_3");
  await expect(options).toHaveCount(0);
  await expect(page.getByText("No owner has this id yet")).toBeVisible();
  await owner.press("Escape");
  await expect(page.getByText("No owner has this id yet")).toBeHidden();
  await expect(owner).toBeFocused();
  await form.getByLabel("Name").fill("third-harbour");
  await form.getByRole("button", { name: "Create key" }).click();
  await storeSecret(page, "Copy this secret now");
  await page.goto(`${account.home}/identities?q=harbour_line_3`);
  await expect(page.getByRole("link", { name: "harbour_line_3" })).toBeVisible();
});

test("an API's maximum lifetime is said before a key's expiry is set, and holds in the picker", async ({
  page,
  account,
}) => {
  const root = await asFullRootKey(page, account.home);
  const made = await page.request.post("/api/v1/apis", {
    headers: root,
    data: { name: "Short-lived API", maxLifetimeSeconds: 90 * 86_400 },
  });
  const { id: apiId } = await made.json();
  const key = await page.request.post("/api/v1/keys", {
    headers: root,
    data: { apiId, name: "short-lived" },
  });
  await page.goto(`${account.home}/keys/${(await key.json()).key.id}`);
  await page.getByRole("button", { name: "Edit expiry" }).click();
  const dialog = page.getByRole("dialog", { name: "Change the expiry of short-lived" });
  await expect(dialog).toContainText(/Keys of this API live 90 days at most: until .*\./);
  await expect(dialog.getByRole("radio")).toHaveCount(3);
  const at = dialog.getByLabel("Expires at");
  const latest = (await at.getAttribute("max")) ?? "";
  expect(latest).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/);
  await at.fill(`${Number(latest.slice(0, 4)) + 1}${latest.slice(4)}`);
  await expect(dialog.getByRole("alert")).toContainText(/^Must be .* or earlier\.$/);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeVisible();
  await dialog.getByRole("radio", { name: "30 days" }).check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The expiry of short-lived was changed")).toBeVisible();
});
