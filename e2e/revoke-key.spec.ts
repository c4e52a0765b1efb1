import { createKey, expect, test } from "./sign-in";

test("disabling is undone at once; revoking asks for the name, says what it breaks and is final", async ({
  page,
  account,
  verify,
}) => {
  const secret = await createKey(page, account.home, "route-planner");
  expect([await verify(secret), await verify(secret)]).toEqual(["VALID", "VALID"]);
  await page.getByRole("table", { name: "Keys" }).getByRole("link", { name: "route-planner" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "route-planner" })).toBeVisible();

  await page.getByRole("button", { name: "Disable", exact: true }).click();
  await expect(page.getByRole("button", { name: "Enable", exact: true })).toBeVisible();
  expect(await verify(secret)).toBe("DISABLED");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("button", { name: "Disable", exact: true })).toBeVisible();
  expect(await verify(secret)).toBe("VALID");
  // All four, and the head: while the dialog is open the page behind it is not read again.
  const requests = page.getByRole("table", { name: "Recent requests" }).getByRole("row");
  await expect(requests).toHaveCount(5);
  await expect(requests.filter({ hasText: "DISABLED" })).toHaveCount(1);

  await page.getByRole("button", { name: "Revoke", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Revoke route-planner?" });
  await expect(dialog).toContainText("This key stops working now. 4 calls used it in the last hour.");
  const revoke = dialog.getByRole("button", { name: "Revoke key" });
  await expect(revoke).toBeDisabled();
  await dialog.getByLabel("Type route-planner to confirm").fill("route-plan");
  await expect(revoke).toBeDisabled();
  await dialog.getByLabel("Type route-planner to confirm").fill("route-planner");
  await revoke.click();
  await expect(dialog).toBeHidden();
  expect(await verify(secret)).toBe("REVOKED");
  await expect(page.getByRole("button", { name: "Disable", exact: true })).toBeHidden();
  const timeline = page.locator("section", { has: page.getByRole("heading", { name: "Timeline" }) });
  await expect(timeline.getByRole("listitem").first()).toContainText("Revoked");

  await page.goto(`${account.home}/keys?state=revoked`);
  await expect(page.getByRole("row", { name: /route-planner/ })).toContainText("Revoked");
});

test("the dialog offers the reversible act instead", async ({ page, account, verify }) => {
  const secret = await createKey(page, account.home, "unsure");
  await page.getByRole("table", { name: "Keys" }).getByRole("link", { name: "unsure" }).click();
  await page.getByRole("button", { name: "Revoke", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Revoke unsure?" });
  await dialog.getByRole("button", { name: "Disable" }).click();
  await expect(dialog).toBeHidden();
  expect(await verify(secret)).toBe("DISABLED");
});

test("what a key is and may do is changed with its consequence in sight", async ({
  page,
  account,
  verify,
}) => {
  const secret = await createKey(page, account.home, "changed-key");
  await page.getByRole("table", { name: "Keys" }).getByRole("link", { name: "changed-key" }).click();
  await page.getByRole("button", { name: "Edit permissions" }).click();
  const permissions = page.getByRole("dialog", { name: /^Change the permissions/ });
  await permissions.getByLabel("Permissions").fill("orders:read,");
  await permissions.getByRole("button", { name: "Save" }).click();
  await expect(permissions).toBeHidden();
  expect(await verify(secret, { permissions: "orders:read" })).toBe("VALID");
  expect(await verify(secret, { permissions: "orders:write" })).toBe("INSUFFICIENT_PERMISSIONS");
  await expect(page.getByRole("row", { name: /INSUFFICIENT_PERMISSIONS/ })).toContainText(
    "needs orders:write",
  );

  await page.getByRole("button", { name: "Edit limits" }).click();
  const limits = page.getByRole("dialog", { name: /^Change the limits/ });
  await limits.getByRole("button", { name: "Add a limit" }).click();
  await limits.getByLabel("Calls", { exact: true }).fill("0");
  await limits.getByRole("button", { name: "Save" }).click();
  await expect(limits.getByText("Must be at least 1.")).toBeVisible();
  await limits.getByLabel("Calls", { exact: true }).fill("1");
  await limits.getByRole("button", { name: "Save" }).click();
  await expect(limits).toBeHidden();
  expect([await verify(secret), await verify(secret)]).toEqual(["VALID", "RATE_LIMITED"]);
  await expect(page.getByRole("row", { name: /RATE_LIMITED/ }).first()).toContainText(
    "over 1 requests a minute",
  );

  await page.getByRole("button", { name: "More acts" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  const rename = page.getByRole("dialog", { name: "Rename changed-key" });
  await rename.getByLabel("Name").fill("renamed-key");
  await rename.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "renamed-key" })).toBeVisible();
  await expect(page.getByText("Renamed from changed-key")).toBeVisible();

  await page.getByRole("navigation", { name: "Range" }).getByRole("link", { name: "1 h" }).click();
  await expect(page).toHaveURL(/range=1h/);
  await page.getByRole("button", { name: "Show the table behind the chart" }).click();
  await expect(page.getByRole("table", { name: "Calls by outcome" })).toContainText("RATE_LIMITED");
});
