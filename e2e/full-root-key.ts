import type { Page } from "@playwright/test";
import { expect, storeSecret } from "./sign-in";

/** Makes a root key that may do everything, and resolves to the headers that present it. */
export async function asFullRootKey(page: Page, home: string): Promise<{ authorization: string }> {
  await page.goto(`${home}/root-keys`);
  await page.getByRole("button", { name: "Create root key" }).click();
  const form = page.getByRole("dialog", { name: "Create a root key" });
  await form.getByLabel("Name").fill("all-powerful");
  await form.getByRole("radio", { name: /^Full/ }).check();
  await form.getByRole("button", { name: "Create root key" }).click();
  const secret = await storeSecret(page, "Copy this root key now");
  expect(secret).toMatch(/^lk_root_/);
  return { authorization: `Bearer ${secret}` };
}
