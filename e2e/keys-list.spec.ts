import { readFile } from "node:fs/promises";
import { asFullRootKey } from "./full-root-key";
import { createKey, expect, test } from "./sign-in";

test("several keys are disabled, given limits and revoked, with a result for each", async ({
  page,
  account,
  verify,
}) => {
  const first = await createKey(page, account.home, "bulk-one");
  const second = await createKey(page, account.home, "bulk-two");
  expect(await verify(first)).toBe("VALID");
  await page.getByRole("textbox", { name: "Search keys" }).fill("bulk-");
  await expect(page).toHaveURL(/q=bulk-/);
  await expect(page.getByRole("checkbox", { name: /^Select bulk-/ })).toHaveCount(2);
  await page.getByRole("checkbox", { name: "Select all keys of this page" }).check();
  const bar = page.getByRole("region", { name: "Selected keys" });
  await expect(bar).toContainText("2 selected");
  await expect(bar).toContainText(/in the last hour/);

  await bar.getByRole("button", { name: "Disable" }).click();
  const disabling = page.getByRole("dialog", { name: "Disable 2 keys?" });
  await disabling.getByRole("button", { name: "Disable 2 keys" }).click();
  await expect(disabling.getByText("2 of 2 disabled")).toBeVisible();
  await disabling.getByRole("button", { name: "Close" }).last().click();
  expect(await verify(second)).toBe("DISABLED");
  await expect(bar).toBeHidden();

  await page.getByRole("checkbox", { name: "Select all keys of this page" }).check();
  await bar.getByRole("button", { name: "Limits" }).click();
  const limits = page.getByRole("dialog", { name: "Change the limits of 2 keys?" });
  await limits.getByRole("button", { name: "Add a limit" }).click();
  await limits.getByLabel("Calls", { exact: true }).fill("0");
  await limits.getByRole("button", { name: "Change limits 2 keys" }).click();
  await expect(limits.getByText("0 of 2 changed, 2 failed")).toBeVisible();
  await expect(limits.getByRole("button", { name: "Retry 2 failed" })).toBeVisible();
  await limits.getByRole("button", { name: "Close" }).last().click();

  await page.getByRole("checkbox", { name: "Select bulk-one" }).check();
  await page.getByRole("checkbox", { name: "Select bulk-two" }).check();
  await bar.getByRole("button", { name: "Revoke" }).click();
  const revoking = page.getByRole("dialog", { name: "Revoke 2 keys?" });
  const revoke = revoking.getByRole("button", { name: "Revoke 2 keys" });
  await expect(revoke).toBeDisabled();
  await revoking.getByRole("textbox").fill("2");
  await revoke.click();
  await expect(revoking.getByRole("list", { name: "Results" }).getByText("revoked")).toHaveCount(2);
  await revoking.getByRole("button", { name: "Close" }).last().click();
  expect(await verify(first)).toBe("REVOKED");
});

test("filters, order and columns: in the address, and in this browser", async ({ page, account }) => {
  await page.goto(`${account.home}/keys?create=1`);
  const form = page.getByRole("dialog", { name: "Create a key" });
  await form.getByLabel("Name").fill("filtered-key");
  await form.getByLabel("Owner").fill("customer_77");
  await form.getByLabel("Permissions optional").fill("parcels:*,");
  await form.getByRole("button", { name: "Create key" }).click();
  const reveal = page.getByRole("dialog", { name: "Copy this secret now" });
  await reveal.getByRole("button", { name: "Copy secret" }).click();
  await reveal.getByRole("checkbox", { name: /I have stored it/ }).check();
  await reveal.getByRole("button", { name: "Done" }).click();
  await createKey(page, account.home, "other-key");

  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByLabel("Permission", { exact: true }).fill("parcels:read");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/permission=parcels:read/);
  await expect(page.getByRole("row", { name: /filtered-key/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /other-key/ })).toBeHidden();
  await page.getByRole("link", { name: /Remove filter May/ }).click();
  await expect(page.getByRole("row", { name: /other-key/ })).toBeVisible();

  await page.getByRole("link", { name: "Name", exact: true }).click();
  await expect(page).toHaveURL(/sort=name/);
  await expect(page.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "ascending");

  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Owner" }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("columnheader", { name: "Owner" })).toBeHidden();
  await page.reload();
  await expect(page.getByRole("columnheader", { name: "Owner" })).toBeHidden();
});

test("the list is saved as CSV, without formulas and without secrets", async ({ page, account }) => {
  const secret = await createKey(page, account.home, "@exported-key");
  await page.getByRole("textbox", { name: "Search keys" }).fill("exported-key");
  await expect(page).toHaveURL(/q=exported-key/);
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  const file = await waiting;
  expect(file.suggestedFilename()).toMatch(/^keys-live-\d{4}-\d\d-\d\d\.csv$/);
  const lines = (await readFile(await file.path(), "utf8")).trim().split("\r\n");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^id,name,state/);
  expect(lines[1]).toContain(",'@exported-key,active,live,");
  expect(lines[1]).not.toContain(secret.slice(12, -4));
});

test("a whole key that is pasted into the search finds its page and is in no address, an imported one neither", async ({
  page,
  account,
}) => {
  const own = await createKey(page, account.home, "pasted-whole");
  const foreign = "unkey_3ZbYk7sTg2Gm9Qw4HnLrXc";
  const root = await asFullRootKey(page, account.home);
  const { items } = await (await page.request.get("/api/v1/apis", { headers: root })).json();
  const imported = await page.request.post("/api/v1/keys/import", {
    headers: root,
    data: { apiId: items[0].id, keys: [{ name: "pasted-foreign", plaintext: foreign }] },
  });
  expect((await imported.json()).imported).toBe(1);
  const addresses: string[] = [];
  page.on("request", (request) => addresses.push(request.url()));
  page.on("framenavigated", (frame) => addresses.push(frame.url()));
  const search = page.getByRole("textbox", { name: "Search keys" });
  for (const [secret, name] of [
    [own, "pasted-whole"],
    [foreign, "pasted-foreign"],
  ] as const) {
    await page.goto(`${account.home}/keys`);
    await search.click();
    await page.evaluate((text) => navigator.clipboard.writeText(text), secret);
    await page.keyboard.press("Control+V");
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    await page.goto(`${account.home}/identities`);
    await page.getByRole("searchbox", { name: "Search identities" }).fill(own);
    await expect(page.getByText("This is a secret. It is not searched for here.")).toBeVisible();
  }
  // An owner's id that looks as random is searched for as ever.
  await page.goto(`${account.home}/keys`);
  await search.fill("0b6f6c0e-3f8b-4b7e-9a41-2f9d1c7e5a10");
  await expect(page).toHaveURL(/q=0b6f6c0e/);
  const told = addresses.filter((url) => url.includes(own.slice(12, 40)) || url.includes(foreign));
  expect(told).toEqual([]);
});
