import { createKey, expect, storeSecret, test } from "./sign-in";

test("an API's policy says what it does now, is changed, and taken away", async ({ page, account }) => {
  await createKey(page, account.home, "under-a-policy");
  await page.getByRole("table", { name: "Keys" }).getByRole("link", { name: "under-a-policy" }).click();
  await page.getByRole("button", { name: "Rotate", exact: true }).click();
  await page
    .getByRole("dialog", { name: /^Rotate / })
    .getByRole("button", { name: "Rotate" })
    .click();
  await storeSecret(page, "Copy the new secret now");

  await page
    .getByRole("navigation", { name: "Workspace" })
    .getByRole("link", { name: "Policies", exact: true })
    .click();
  await page.getByRole("button", { name: "Create policy" }).click();
  const form = page.getByRole("dialog", { name: "Create policy" });
  const now = form.getByRole("status");
  await expect(now).toContainText(/It leaves the (rotation|\d+ rotations) under way as (it is|they are)\./);
  await form.getByLabel("Quiet hours").fill("0");
  await form.getByRole("button", { name: "Create policy" }).click();
  await expect(form.getByText("Must be at least 1.")).toBeVisible();
  await form.getByLabel("Quiet hours").fill("48");
  await form.getByRole("checkbox", { name: /^Call for a rotation/ }).check();
  await expect(now).toContainText(/None of \d+ keys? is due for rotation now/);
  await form.getByRole("button", { name: "Create policy" }).click();
  await expect(form).toBeHidden();

  const row = page.getByRole("table", { name: "Policies" }).getByRole("row", { name: /Orders API/ });
  await expect(row).toContainText("after 2 days of quiet");
  await expect(row).toContainText("every 90 days");

  await row.getByRole("button", { name: /^Acts of the policy/ }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const edit = page.getByRole("dialog", { name: /^Edit the policy/ });
  await edit.getByRole("checkbox", { name: /^Extend a rotation/ }).check();
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("while in use, up to 30 days");

  await row.getByRole("button", { name: /^Acts of the policy/ }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const sure = page.getByRole("dialog", { name: /^Delete the policy/ });
  await expect(sure).toContainText(/\d+ rotations? under way ends? when the overlap does\./);
  await sure.getByRole("button", { name: "Delete policy" }).click();
  await expect(page.getByText("No policy yet")).toBeVisible();
});
