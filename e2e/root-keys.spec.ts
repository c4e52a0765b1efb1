import type { APIRequestContext, Page } from "@playwright/test";
import { createKey, expect, storeSecret, test } from "./sign-in";

const FORM = /^lk_root_[0-9A-Za-z]{49,}$/;

/** The statuses that this root key gets for a verification and for a list of keys. */
async function statuses(
  request: APIRequestContext,
  rootKey: string,
  secret = "sk_live_x",
): Promise<number[]> {
  const headers = { authorization: `Bearer ${rootKey}` };
  const verified = await request.post("/api/v1/keys/verify", { headers, data: { key: secret } });
  const listed = await request.get("/api/v1/keys", { headers });
  return [verified.status(), listed.status()];
}

async function act(page: Page, name: string, what: string | RegExp): Promise<void> {
  await page.getByRole("button", { name: `Acts of ${name}` }).click();
  await page.getByRole("menuitem", { name: what }).click();
}

test("a root key is made with what it may do, shown once, and can do no more", async ({
  page,
  account,
  request,
}) => {
  const secret = await createKey(page, account.home, "checked-by-a-portal");
  await page.goto(`${account.home}/root-keys`);
  await page.getByRole("button", { name: "Create root key" }).click();
  const form = page.getByRole("dialog", { name: "Create a root key" });
  await form.getByRole("button", { name: "Create root key" }).click();
  await expect(form.getByText("Must not be empty.")).toBeVisible();
  await form.getByLabel("Name").fill("portal");
  await form.getByRole("radio", { name: "Chosen permissions" }).check();
  await expect(form.getByRole("checkbox", { name: /^Verify/ })).toBeChecked();
  await form.getByRole("checkbox", { name: /^Create\s*keys:create/ }).check();
  await form.getByRole("button", { name: "Create root key" }).click();
  const rootKey = await storeSecret(page, "Copy this root key now");
  expect(rootKey).toMatch(FORM);

  const row = page.getByRole("row", { name: /portal/ });
  await expect(row).toContainText(`${rootKey.slice(0, 12)}…${rootKey.slice(-4)}`);
  await expect(row).toContainText("keys:create");
  await page.reload();
  await expect(row).toBeVisible();
  expect(await page.content()).not.toContain(rootKey.slice(12, -4));

  expect(await statuses(request, rootKey, secret)).toEqual([200, 403]);
  const whoami = await request.get("/api/v1/whoami", { headers: { authorization: `Bearer ${rootKey}` } });
  expect((await whoami.json()).permissions.sort()).toEqual(["keys:create", "keys:verify"]);
});

test("it rotates with an overlap in which both secrets work, then stops when it is revoked", async ({
  page,
  account,
  request,
}) => {
  await page.goto(`${account.home}/root-keys`);
  await page.getByRole("button", { name: "Create root key" }).click();
  const form = page.getByRole("dialog", { name: "Create a root key" });
  await form.getByLabel("Name").fill("gateway-to-rotate");
  await form.getByRole("radio", { name: "Read only" }).check();
  await form.getByRole("button", { name: "Create root key" }).click();
  const old = await storeSecret(page, "Copy this root key now");
  expect(await statuses(request, old)).toEqual([403, 200]);

  await act(page, "gateway-to-rotate", "Rotate");
  const dialog = page.getByRole("dialog", { name: "Rotate gateway-to-rotate" });
  await dialog.getByRole("radio", { name: "7 days" }).check();
  await dialog.getByRole("button", { name: "Rotate" }).click();
  const fresh = await storeSecret(page, "Copy the new secret now");
  expect(await statuses(request, old)).toEqual([403, 200]);
  expect(await statuses(request, fresh)).toEqual([403, 200]);
  const row = page.getByRole("row", { name: /gateway-to-rotate/ });
  await expect(row).toContainText(/retiring in [67]\sd/);

  await act(page, "gateway-to-rotate", /^Finish rotation/);
  await page.getByRole("dialog").getByRole("button", { name: "Finish now" }).click();
  await expect(row).not.toContainText("retiring");
  expect(await statuses(request, old)).toEqual([401, 401]);
  expect(await statuses(request, fresh)).toEqual([403, 200]);

  await act(page, "gateway-to-rotate", "Revoke");
  const revoke = page.getByRole("dialog", { name: "Revoke gateway-to-rotate?" });
  await expect(revoke.getByRole("button", { name: "Revoke root key" })).toBeDisabled();
  await revoke.getByLabel("Type gateway-to-rotate to confirm").fill("gateway-to-rotate");
  await revoke.getByRole("button", { name: "Revoke root key" }).click();
  await expect(row).toContainText("Revoked");
  await expect(page.getByRole("button", { name: "Acts of gateway-to-rotate" })).toBeHidden();
  expect(await statuses(request, fresh)).toEqual([401, 401]);
});

test("it is limited to an API and to addresses in the browser, with a warning before it is shut out", async ({
  page,
  account,
  request,
}) => {
  await page.goto(`${account.home}/apis`);
  await page.getByRole("button", { name: "Create API" }).click();
  const api = page.getByRole("dialog", { name: "Create API" });
  await api.getByLabel("Name").fill("Ledger API");
  await api.getByRole("button", { name: "Create API" }).click();
  await expect(api).toBeHidden();
  const secret = await createKey(page, account.home, "of-the-first-api");

  await page.goto(`${account.home}/root-keys`);
  await page.getByRole("button", { name: "Create root key" }).click();
  const form = page.getByRole("dialog", { name: "Create a root key" });
  await form.getByLabel("Name").fill("ledger-desk");
  await form.getByRole("radio", { name: "Chosen permissions" }).check();
  await form.getByRole("checkbox", { name: "Keys: all of it", exact: true }).check();
  await form.getByRole("radio", { name: /^Only these/ }).check();
  await expect(form.getByRole("button", { name: "Create root key" })).toBeDisabled();
  await form.getByRole("checkbox", { name: "Ledger API" }).check();
  await form.getByRole("button", { name: "Create root key" }).click();
  const rootKey = await storeSecret(page, "Copy this root key now");
  const row = page.getByRole("row", { name: /ledger-desk/ });
  await expect(row).toContainText("Ledger API");
  await expect(row).toContainText("keys:*");

  // The other API's key does not exist to it.
  const headers = { authorization: `Bearer ${rootKey}` };
  const verified = await request.post("/api/v1/keys/verify", { headers, data: { key: secret } });
  expect((await verified.json()).code).toBe("NOT_FOUND");
  expect((await (await request.get("/api/v1/keys", { headers })).json()).items).toEqual([]);
  await expect(async () => {
    await page.reload();
    await expect(row).not.toContainText("Never", { timeout: 1_000 });
  }).toPass();

  await act(page, "ledger-desk", "Edit");
  const edit = page.getByRole("dialog", { name: "Edit ledger-desk" });
  await edit.getByRole("checkbox", { name: /^Revoke\s*keys:revoke/ }).uncheck();
  await expect(edit.getByText(/^Calls that need/)).toContainText("keys:revoke");
  await edit.getByLabel("Addresses it may call from").fill("198.51.100.0/24,");
  await edit.getByRole("button", { name: "Save", exact: true }).click();
  await expect(edit.getByText(/which these addresses shut\s+out/)).toBeVisible();
  expect((await request.get("/api/v1/whoami", { headers })).status()).toBe(200);
  await edit.getByRole("button", { name: "Save anyway" }).click();
  await expect(edit).toBeHidden();
  await expect(row).toContainText("198.51.100.0/24");
  expect((await request.get("/api/v1/whoami", { headers })).status()).toBe(401);

  await act(page, "ledger-desk", "Disable");
  await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  await expect(row).toContainText("Disabled");
  await act(page, "ledger-desk", "Enable");
  await expect(row).toContainText("Active");
});
