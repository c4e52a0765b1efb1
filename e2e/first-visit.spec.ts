import { inspectIn, VIEWS, watch } from "./inspect";
import { expect, test } from "./serve";

// Nobody has an account yet: nothing that makes one comes before it on its server.
test("the first visit is asked to create the owner; axe finds nothing there", async ({ page }) => {
  const faults = watch(page);
  await inspectIn(page, VIEWS, 0, async () => {
    await page.goto("/");
    await expect(page.getByRole("heading", { name: "Create the owner" })).toBeVisible();
    await page.getByLabel("E-mail").fill("owner");
    await page.getByLabel("Password", { exact: true }).fill("short");
  });
  await inspectIn(page, VIEWS, 0, async () => {
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByText(/^Must be an e-mail address/)).toBeVisible();
  });
  expect(faults).toEqual([]);
});
