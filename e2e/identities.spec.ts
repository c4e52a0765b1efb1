import { expect, test } from "./sign-in";

test("an identity gets credits and a limit, and its keys share them", async ({ page, account, verify }) => {
  await page.goto(`${account.home}/identities`);
  await page.getByRole("button", { name: "Create identity" }).click();
  const form = page.getByRole("dialog", { name: "Create identity" });
  await form.getByLabel("External id").fill("parcel_house");
  await form.getByRole("button", { name: "Create identity" }).click();
  await expect(page.getByRole("heading", { name: "parcel_house" })).toBeVisible();

  await page.getByRole("button", { name: "Count calls" }).click();
  const set = page.getByRole("dialog", { name: "Count calls with credits" });
  await set.getByLabel("Credits").fill("1");
  await set.getByRole("button", { name: "Set credits" }).click();
  await expect(page.getByText("One-time")).toBeVisible();

  await page.goto(`${account.home}/keys?create=1`);
  const create = page.getByRole("dialog", { name: "Create a key" });
  await create.getByLabel("Name").fill("parcel-key");
  const owner = create.getByRole("combobox", { name: /^Owner/ });
  await owner.fill("parcel_house");
  await expect(page.getByRole("option", { name: /^parcel_house/ })).toBeVisible();
  await owner.press("Tab");
  await create.getByRole("button", { name: "Create key" }).click();
  const reveal = page.getByRole("dialog", { name: "Copy this secret now" });
  await reveal.getByRole("button", { name: "Copy secret" }).click();
  const secret = await page.evaluate(() => navigator.clipboard.readText());
  expect(await verify(secret)).toBe("VALID");
  expect(await verify(secret)).toBe("CREDITS_EXHAUSTED");
  await reveal.getByRole("checkbox", { name: /I have stored it/ }).check();
  await reveal.getByRole("button", { name: "Done" }).click();

  await page.goto(`${account.home}/identities?q=parcel`);
  await page.getByRole("link", { name: "parcel_house" }).click();
  await expect(page.getByText("Used up")).toBeVisible();
  await expect(page.getByRole("row", { name: /parcel-key/ })).toBeVisible();
  await page.getByRole("button", { name: "Top up" }).click();
  const add = page.getByRole("dialog", { name: "Top up credits" });
  await add.getByLabel("Credits to add").fill("5");
  await add.getByRole("button", { name: "Top up" }).click();
  await expect(page.getByText("5 credits added, 5 then")).toBeVisible();
  expect(await verify(secret)).toBe("VALID");

  await page.getByRole("button", { name: "Edit limits" }).click();
  const limits = page.getByRole("dialog", { name: "Change the limits of parcel_house" });
  await limits.getByRole("button", { name: "Add a limit" }).click();
  await limits.getByLabel("Calls", { exact: true }).fill("1");
  await limits.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("once for all of its keys")).toBeVisible();
  const meter = page.getByRole("meter", { name: /calls of requests taken a minute$/ });
  await expect(meter).toHaveAttribute("aria-valuenow", "0");
  expect(await verify(secret)).toBe("VALID");
  expect(await verify(secret)).toBe("RATE_LIMITED");
  // The page follows by itself.
  await expect(meter).toHaveAttribute("aria-valuenow", "1");

  await page.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("dialog")).toContainText("1 key still belongs to it.");
});
