import { expect, test } from "@playwright/test";
import { inspect, open, VIEWS, watch } from "./inspect";

// Nobody has an account yet: the configuration lets this file go first.
test("the first visit is asked to create the owner; axe finds nothing there", async ({ browser }) => {
  for (const view of VIEWS) {
    const page = await open(browser, view);
    const faults = watch(page);
    await page.goto("/");
    await expect(page.getByRole("heading", { name: "Create the owner" })).toBeVisible();
    await page.getByLabel("E-mail").fill("owner");
    await page.getByLabel("Password", { exact: true }).fill("short");
    await inspect(page);
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByText(/^Must be an e-mail address/)).toBeVisible();
    await inspect(page);
    expect(faults).toEqual([]);
    await page.context().close();
  }
});
