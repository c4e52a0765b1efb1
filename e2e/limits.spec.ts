import { createKey, expect, test } from "./sign-in";

test("a key over its limit appears by itself, and leads to its page", async ({ page, account, verify }) => {
  const secret = await createKey(page, account.home, "greedy-importer");
  await page.goto(`${account.home}/limits?range=1h`);
  await expect(page.getByRole("heading", { level: 1, name: "Limits" })).toBeVisible();
  const ratelimits = [{ name: "imports", limit: 1, windowMs: 60_000 }];
  expect(await verify(secret, { ratelimits })).toBe("VALID");
  for (let i = 0; i < 3; i++) expect(await verify(secret, { ratelimits })).toBe("RATE_LIMITED");

  const row = page
    .getByRole("table", { name: "Keys being limited" })
    .getByRole("row", { name: /greedy-importer/ });
  await expect(row).toContainText(/imports.*3 refused.*75\s% of 4/);
  await row.getByRole("link", { name: "greedy-importer" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "greedy-importer" })).toBeVisible();
});

test("an override is created, changed and deleted", async ({ page, account }) => {
  await page.goto(`${account.home}/limits`);
  await page.getByRole("button", { name: "Create override" }).click();
  const create = page.getByRole("dialog", { name: "Create override" });
  await create.getByLabel("Namespace").fill("email send");
  await create.getByLabel("Identifier").fill("customer_42");
  await create.getByLabel("Calls").fill("5");
  await create.getByRole("button", { name: "Create override" }).click();
  await expect(create.getByText(/^Must have 1 to 100 letters/)).toBeVisible();
  await create.getByLabel("Namespace").fill("email.send");
  await create.getByRole("button", { name: "Create override" }).click();
  const row = page.getByRole("table", { name: "Overrides" }).getByRole("row", { name: /customer_42/ });
  await expect(row).toContainText("5 a minute");

  const choose = async (item: string) => {
    await row.getByRole("button", { name: "Acts of customer_42" }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  await choose("Edit");
  const edit = page.getByRole("dialog", { name: "Edit the override of customer_42" });
  await edit.getByLabel("Calls").fill("8");
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("8 a minute");

  await choose("Delete");
  const remove = page.getByRole("dialog", { name: "Delete the override of customer_42?" });
  await expect(remove).toContainText("customer_42 loses its 8 calls a minute now.");
  await remove.getByRole("button", { name: "Delete override" }).click();
  await expect(row).toBeHidden();
});

test("a key's limit becomes a token bucket with a burst", async ({ page, account, verify }) => {
  const secret = await createKey(page, account.home, "bursty-importer");
  await page.goto(`${account.home}/keys`);
  await page.getByRole("link", { name: "bursty-importer" }).first().click();
  await page.getByRole("button", { name: "Edit limits" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Add a limit" }).click();
  await dialog.getByRole("textbox", { name: "Calls" }).fill("1");
  await expect(dialog.getByText("Never more calls than the limit in any window.")).toBeVisible();
  await dialog.getByLabel("Algorithm").click();
  await page.getByRole("option", { name: /^Token bucket/ }).click();
  await dialog.getByRole("textbox", { name: /^Burst/ }).fill("0");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("Must be at least 1")).toBeVisible();
  await dialog.getByRole("textbox", { name: /^Burst/ }).fill("3");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("token bucket, burst 3").first()).toBeVisible();
  for (const code of ["VALID", "VALID", "VALID", "RATE_LIMITED"]) expect(await verify(secret)).toBe(code);
});
