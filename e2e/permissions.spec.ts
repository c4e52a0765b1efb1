import { expect, test } from "./sign-in";

test("a permission is created, described, made administrative and deleted", async ({ page, account }) => {
  await page.goto(`${account.home}/permissions`);
  await page.getByRole("button", { name: "Create permission" }).click();
  const form = page.getByRole("dialog", { name: "Create permission" });
  await form.getByLabel("Name").fill("users:*");
  await form.getByRole("button", { name: "Create permission" }).click();
  await expect(form.getByText(/^Must be resource:action without a wildcard/)).toBeVisible();
  await form.getByLabel("Name").fill("users:delete");
  await form.getByRole("button", { name: "Create permission" }).click();
  const row = page.getByRole("row", { name: /users:delete/ });
  await expect(row).toBeVisible();

  await row.getByRole("button", { name: "Acts of users:delete" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const edit = page.getByRole("dialog", { name: "Edit users:delete" });
  await edit.getByLabel("Description").fill("For good");
  await edit.getByRole("checkbox", { name: /Administrative/ }).check();
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("administrative");
  await expect(row).toContainText("For good");

  await row.getByRole("button", { name: "Acts of users:delete" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete permission" }).click();
  await expect(row).toBeHidden();
});

test("many are pasted, looked at line by line, and created", async ({ page, account }) => {
  await page.goto(`${account.home}/permissions`);
  await page.getByRole("button", { name: "Create many" }).click();
  const dialog = page.getByRole("dialog", { name: "Create many permissions" });
  await dialog
    .getByLabel("JSON or CSV")
    .fill("name,description,administrative\nstock:read,See stock,\nstock:count,,\nstock,,\nstock:wipe,,yes");
  await expect(dialog.getByRole("row", { name: /^4 stock/ })).toContainText("must be resource:action");
  await expect(dialog.getByText("3 new ones, 0 there already, 1 wrong and left out")).toBeVisible();
  await dialog.getByRole("button", { name: "Create 3 permissions" }).click();
  await expect(dialog.getByText("3 of 3: 3 created, 0 there before, 0 failed")).toBeVisible();
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("row", { name: /stock:wipe/ })).toContainText("administrative");
});

test("a role is made from the grid, and a change of it shows what it reaches", async ({ page, account }) => {
  await page.goto(`${account.home}/permissions`);
  await page.getByRole("button", { name: "Create permission" }).click();
  const form = page.getByRole("dialog", { name: "Create permission" });
  await form.getByLabel("Name").fill("parcels:read");
  await form.getByRole("button", { name: "Create permission" }).click();
  await expect(form).toBeHidden();
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Roles" }).click();
  await page.getByRole("button", { name: "Create role" }).click();
  const role = page.getByRole("dialog", { name: "Create role" });
  await role.getByLabel("Name").fill("porter");
  await role.getByRole("checkbox", { name: "parcels:read" }).check();
  await role.getByRole("button", { name: "Create role" }).click();
  const row = page.getByRole("row", { name: /porter/ });
  await expect(row).toContainText("parcels:read");

  await row.getByRole("button", { name: "Acts of porter" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const edit = page.getByRole("dialog", { name: "Edit porter" });
  await edit.getByRole("checkbox", { name: "Every action of parcels" }).check();
  await expect(edit.getByRole("checkbox", { name: "parcels:read" })).toBeDisabled();
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("parcels:*");
  await row.getByRole("button", { name: "Acts of porter" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete role" }).click();
  await expect(row).toBeHidden();
});
