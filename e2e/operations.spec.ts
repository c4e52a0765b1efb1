import { createKey, expect, test } from "./sign-in";

test("an operator sees a call within seconds, and where to read on", async ({ page, account, verify }) => {
  const secret = await createKey(page, account.home, "counted-by-operators");
  await page.goto(`${account.home}/settings`);
  await page.getByRole("link", { name: "Operations" }).click();
  await expect(page.getByText("Everything works")).toBeVisible();
  await expect(page.getByText("This process alone")).toBeVisible();
  const outcomes = page.getByRole("table", { name: "Verifications by outcome" });
  const valid = outcomes.getByRole("row", { name: /VALID/ });
  const before = await valid
    .getByRole("cell")
    .nth(2)
    .textContent({ timeout: 2_000 })
    .catch(() => "0");
  for (let i = 0; i < 3; i++) expect(await verify(secret)).toBe("VALID");
  await expect(valid.getByRole("cell").nth(2)).toHaveText(String(Number(before?.replace(",", "")) + 3));
  // The rate is of the time between two looks.
  await expect(valid.getByRole("cell").nth(1)).toHaveText(/^\d+\.\d+/);

  const installation = page.getByRole("heading", { name: "Installation" }).locator("../../..");
  await expect(installation).toContainText(/Embedded\s*PostgreSQL \d+/);
  await expect(installation).toContainText(/(\d+) of \1/);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Dashboard for Grafana" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("latchkey-grafana.json");
  await page.getByRole("link", { name: "The usage journal" }).click();
  await expect(page.getByRole("heading", { name: "The usage journal" })).toBeVisible();
});
