import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { createKey, expect, test } from "./sign-in";

/** The figure of calls: the first of the row. */
const calls = (page: Page) => page.getByLabel("Figures of the range").getByRole("definition").first();
const outcomes = (page: Page) => page.getByRole("table", { name: "Calls by outcome" });

test("a call shows in figures, chart and table by itself, without a reload", async ({
  page,
  account,
  verify,
}) => {
  const secret = await createKey(page, account.home, "watched-key");
  expect(await verify(secret)).toBe("VALID");
  await page.getByRole("link", { name: "Usage", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Usage" })).toBeVisible();
  await expect(outcomes(page).getByRole("row", { name: /VALID/ })).toBeVisible();
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByLabel("Tag").fill("path=/watched");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByText("No call matches")).toBeVisible();

  expect(await verify(secret, { tags: ["path=/watched"] })).toBe("VALID");
  await expect(calls(page)).toContainText(/^1/);
  expect(await verify(secret, { tags: ["path=/watched"], permissions: "orders:read" })).toBe(
    "INSUFFICIENT_PERMISSIONS",
  );
  await expect(outcomes(page).getByRole("row", { name: /INSUFFICIENT_PERMISSIONS/ })).toContainText("1");
  await expect(page.getByText(/^2 calls from .*VALID 50\s%/)).toBeAttached();
});

test("filters, group, zone and comparison stand in the address and survive a reload", async ({
  page,
  account,
  verify,
}) => {
  const [first, second] = [
    await createKey(page, account.home, "first-key"),
    await createKey(page, account.home, "second-key"),
  ];
  const tags = ["job=filters"];
  for (const secret of [first, first, second]) expect(await verify(secret, { tags })).toBe("VALID");
  await page.goto(`${account.home}/usage?tag=job%3Dfilters`);
  await expect(calls(page)).toContainText(/^3/);

  await page.getByRole("radio", { name: "Key" }).check();
  await expect(page).toHaveURL(/[?&]by=key/);
  const byKey = page.getByRole("table", { name: "Calls by key" });
  await expect(byKey.getByRole("row").nth(1)).toContainText("first-key");
  await expect(byKey.getByRole("row").nth(1)).toContainText("66.7 %");

  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByLabel("Key", { exact: true }).last().fill("second");
  await page
    .getByRole("list", { name: "Keys found" })
    .getByRole("button", { name: /second-key/ })
    .click();
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/[?&]key=key_/);
  await expect(calls(page)).toContainText(/^1/);

  await page.getByRole("combobox", { name: "Compare" }).click();
  await page.getByRole("option", { name: "nothing" }).click();
  await expect(page).toHaveURL(/[?&]compare=false/);
  await page.getByRole("combobox", { name: "Time zone" }).click();
  await page.getByPlaceholder("Search zones").fill("tokyo");
  await page.getByRole("option", { name: /Tokyo/ }).click();
  await expect(page).toHaveURL(/[?&]tz=Asia/);
  await expect(page.getByText(/^Times in Asia/)).toBeVisible();

  await page.reload();
  await expect(calls(page)).toContainText(/^1/);
  await expect(page.getByText(/^Times in Asia/)).toBeVisible();
  await expect(byKey.getByRole("columnheader", { name: "Before" })).toBeHidden();
  await page.getByRole("link", { name: "Remove filter Key is second-key" }).click();
  await expect(calls(page)).toContainText(/^3/);
  await page.goBack();
  await expect(calls(page)).toContainText(/^1/);

  await page.getByRole("navigation", { name: "Environment" }).getByRole("link", { name: "Test" }).click();
  await expect(page.getByText("No call matches")).toBeVisible();
  await page.getByRole("link", { name: "Remove the filters" }).click();
  await expect(page).not.toHaveURL(/tag=|key=/);
  await expect(page).toHaveURL(/env=test/);
});

test("a range of one's own, by the picker and by the address", async ({ page, account, verify }) => {
  const secret = await createKey(page, account.home, "ranged-key");
  expect(await verify(secret)).toBe("VALID");
  await page.goto(`${account.home}/usage`);
  await page.getByRole("button", { name: /^Range:/ }).click();
  await page.getByRole("textbox", { name: "From" }).fill("2026-01-05T10:00");
  await page.getByRole("textbox", { name: "To" }).fill("2026-01-04T10:00");
  await page.getByRole("button", { name: "Show this range" }).click();
  await expect(page.getByText("Has to be after the beginning.")).toBeVisible();
  await page.getByRole("textbox", { name: "To" }).fill("2026-01-05T12:00");
  await page.getByRole("button", { name: "Show this range" }).click();
  await expect(page).toHaveURL(/range=own&from=2026-01-05T1/);
  await expect(page.getByText("No live calls in this range")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Range:.*10:00 – 12:00/ })).toBeVisible();

  await page.goto(`${account.home}/usage?range=own&from=yesterday`);
  await expect(page.getByText("The address does not say from when to when.", { exact: false })).toBeVisible();
  await page.getByRole("button", { name: /^Range:/ }).click();
  await page.getByRole("button", { name: "Last hour" }).click();
  await expect(page).toHaveURL(/range=1h/);
  await expect(outcomes(page).getByRole("row", { name: /VALID/ })).toBeVisible();
  await page.getByRole("combobox", { name: "Per" }).click();
  await page.getByRole("option", { name: "15 minutes" }).click();
  await expect(page).toHaveURL(/interval=15m/);
  await expect(page.getByRole("columnheader", { name: "Busiest quarter" })).toBeVisible();
});

test("the table is downloaded as CSV, row by row", async ({ page, account, verify }) => {
  const secret = await createKey(page, account.home, "=exported, key");
  const tags = ["job=export"];
  expect(await verify(secret, { tags })).toBe("VALID");
  expect(await verify(secret, { tags, permissions: "orders:read" })).toBe("INSUFFICIENT_PERMISSIONS");
  await page.goto(`${account.home}/usage?tag=job%3Dexport&by=key`);
  await expect(calls(page)).toContainText(/^2/);
  const save = async (item: string) => {
    await page.getByRole("button", { name: "Export" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: item }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^usage-.*\.csv$/);
    return (await readFile(await file.path(), "utf8")).trimEnd().split("\r\n");
  };
  const [head, ...rows] = await save("Table as CSV");
  expect(head).toBe("id,key,calls,allowed,calls before");
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatch(/^key_[0-9A-Z]{26},"'=exported, key",2,1,0$/);

  const [columns, ...bars] = await save("Chart as CSV");
  expect(columns).toBe("start,calls,VALID,INSUFFICIENT_PERMISSIONS");
  expect(bars.at(-1)).toMatch(/^20.*Z,2,1,1$/);
  expect(bars.length).toBeGreaterThan(160);
});

test("every page that the navigation and the palette name is there", async ({ page, account }) => {
  await page.goto(account.home);
  const links = await page
    .getByRole("complementary")
    .getByRole("link")
    .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
  expect(links.length).toBeGreaterThanOrEqual(7);
  for (const link of links) expect((await page.request.get(link)).status(), link).toBe(200);
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Find or do" });
  await palette.getByRole("combobox").fill("audit");
  await palette.getByRole("option", { name: "Audit log" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Audit log" })).toBeVisible();
});
