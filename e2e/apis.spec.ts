import { createKey, expect, storeSecret, test } from "./sign-in";

test("an API is made and renamed, its defaults stand in the create form, and goes when it has no key", async ({
  page,
  account,
}) => {
  await page.goto(`${account.home}/apis`);
  await page.getByRole("button", { name: "Create API" }).click();
  const form = page.getByRole("dialog", { name: "Create API" });
  await form.getByLabel("Name").fill("Tracking");
  await form.getByLabel("Default prefix").fill("9x");
  await form.getByRole("button", { name: "Create API" }).click();
  await expect(form.getByText(/^Must be a lower-case letter/)).toBeVisible();
  await form.getByLabel("Default prefix").fill("trk");
  await form.getByLabel("Permissions offered").fill("shipments:read,shipments:write,");
  await form.getByRole("button", { name: "Create API" }).click();
  await expect(form).toBeHidden();

  await page.getByRole("button", { name: "Acts of Tracking" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const edit = page.getByRole("dialog", { name: "Edit Tracking" });
  await edit.getByLabel("Name").fill("Tracking API");
  await edit.getByRole("button", { name: "Save" }).click();
  const row = page.getByRole("row", { name: /Tracking API/ });
  await expect(row).toContainText("trk");
  await expect(row).toContainText("shipments:write");

  await row.getByRole("link", { name: "Tracking API" }).click();
  await page.getByRole("link", { name: "Its keys" }).click();
  await expect(page).toHaveURL(/\/keys\?api=api_/);
  await page.getByRole("button", { name: "Create key" }).first().click();
  const create = page.getByRole("dialog", { name: "Create a key" });
  await create.getByText("Prefix and metadata").click();
  await expect(create.getByLabel("Prefix", { exact: true })).toHaveValue("trk");
  await create.getByLabel("Name").fill("parcel-scanner");
  await create
    .getByRole("radiogroup", { name: "Access to shipments" })
    .getByRole("radio", { name: "Read" })
    .check();
  await create.getByRole("button", { name: "Create key" }).click();
  const secret = await storeSecret(page, "Copy this secret now");
  expect(secret).toMatch(/^trk_live_/);
  await page.getByRole("table", { name: "Keys" }).getByRole("link", { name: "parcel-scanner" }).click();
  await expect(page.locator("dl").filter({ hasText: "Permissions" })).toContainText("shipments:read");

  // An API with keys that work cannot be deleted; the menu says what comes first.
  await page.goto(`${account.home}/apis`);
  await page.getByRole("button", { name: "Acts of Tracking API" }).click();
  const remove = page.getByRole("menuitem", { name: /^Delete/ });
  await expect(remove).toContainText("Revoke its 1 key first");
  await expect(remove).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Create API" }).click();
  await form.getByLabel("Name").fill("Mistake");
  await form.getByRole("button", { name: "Create API" }).click();
  await page.getByRole("button", { name: "Acts of Mistake" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const sure = page.getByRole("dialog", { name: "Delete Mistake?" });
  await sure.getByLabel("Type Mistake to confirm").fill("Mistake");
  await sure.getByRole("button", { name: "Delete API" }).click();
  await expect(page.getByRole("row", { name: /Mistake/ })).toBeHidden();
});

test("live and test hold different keys, and the switch keeps them apart", async ({ page, account }) => {
  await createKey(page, account.home, "only-live");
  const list = page.getByRole("table", { name: "Keys" });
  await expect(list.getByRole("link", { name: "only-live" })).toBeVisible();
  const environment = page.getByRole("navigation", { name: "Environment" });
  await environment.getByRole("link", { name: "Test" }).click();
  await expect(page).toHaveURL(/env=test/);
  await expect(page.getByRole("link", { name: "only-live" })).toBeHidden();

  await page.getByRole("button", { name: "Create key" }).first().click();
  const create = page.getByRole("dialog", { name: "Create a key" });
  await expect(create.getByRole("radio", { name: "Test" })).toBeChecked();
  await create.getByLabel("Name").fill("only-test");
  await create.getByRole("button", { name: "Create key" }).click();
  expect(await storeSecret(page, "Copy this secret now")).toMatch(/^sk_test_/);
  await expect(list.getByRole("link", { name: "only-test" })).toBeVisible();

  // The choice goes along to another page and back.
  await page
    .getByRole("navigation", { name: "Workspace" })
    .getByRole("link", { name: "Usage", exact: true })
    .click();
  await expect(page).toHaveURL(/\/usage\?.*env=test/);
  await page.getByRole("navigation", { name: "Workspace" }).getByRole("link", { name: /^Keys/ }).click();
  await expect(list.getByRole("link", { name: "only-test" })).toBeVisible();
  await environment.getByRole("link", { name: "Live" }).click();
  await expect(list.getByRole("link", { name: "only-live" })).toBeVisible();
  await expect(page.getByRole("link", { name: "only-test" })).toBeHidden();
});
