import { expect, storeSecret, test } from "./sign-in";

/** Each test has an environment to itself: what has had a call is a quickstart no more. */
test("the quickstart waits, and turns into the overview with the first call", async ({
  page,
  account,
  verify,
}) => {
  await page.goto(account.home);
  await expect(page.getByRole("heading", { level: 1, name: "Verify your first request" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Overview", exact: true })).toHaveAttribute(
    "aria-current",
    "page",
  );
  await page.getByRole("button", { name: "Create key" }).click();
  const form = page.getByRole("dialog", { name: "Create a key" });
  await form.getByLabel("Name").fill("orders-backend");
  await form.getByRole("button", { name: "Create key" }).click();
  const secret = await storeSecret(page, "Copy this secret now");

  const steps = page.getByRole("list", { name: "Steps" });
  await expect(steps.getByRole("link", { name: "orders-backend" })).toBeVisible();
  await expect(steps).toContainText(`${secret.slice(0, 12)}…${secret.slice(-4)}`);
  await expect(steps.getByText("Waiting for the first call")).toBeVisible();
  await expect(steps.getByRole("timer", { name: "Waited" })).toHaveText(/^0:(0[1-9]|[1-5]\d)$/);
  await expect(steps.getByLabel("curl code")).toContainText("export ORDERS_API_KEY=");
  await steps.getByRole("tab", { name: "FastAPI" }).click();
  await expect(steps.getByLabel("FastAPI code")).toContainText("/api/v1/keys/verify");
  expect(await page.content()).not.toContain(secret.slice(12, -4));

  // A value that belongs to no key is no first call, but it is seen and says what is wrong.
  expect(await verify("sk_live_mistyped")).toBe("NOT_FOUND");
  const arrived = page.getByRole("list", { name: "Calls that arrived" });
  await expect(arrived.getByText("mistyped, or of another workspace")).toBeVisible();
  await expect(steps.getByText("Waiting for the first call")).toBeVisible();

  expect(await verify(secret, { permissions: "orders:read" })).toBe("INSUFFICIENT_PERMISSIONS");
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  const denials = page.getByRole("table", { name: "Latest denials" });
  await expect(denials.getByRole("row", { name: /INSUFFICIENT_PERMISSIONS/ })).toContainText(
    "needs orders:read",
  );
  await expect(page.getByRole("table", { name: "Calls by key" })).toContainText("orders-backend");
  await expect(page.getByText("Key created: orders-backend")).toBeVisible();
  await expect(page.getByRole("list", { name: "Keys that need attention" })).toContainText(
    "1 of 1 calls denied in 24 h",
  );

  // It goes on by itself.
  const figures = page.getByLabel("Figures of the range");
  await expect(figures).toContainText(/Calls2/);
  expect(await verify(secret)).toBe("VALID");
  await expect(figures).toContainText(/Calls3/);
});

test("“Send one for me” asks for the secret, which the page does not have, and really verifies", async ({
  page,
  account,
}) => {
  await page.goto(`${account.home}/keys?create=1`);
  const form = page.getByRole("dialog", { name: "Create a key" });
  await form.getByLabel("Name").fill("tried-in-test");
  await form.getByRole("radio", { name: "Test" }).check();
  await form.getByRole("button", { name: "Create key" }).click();
  const secret = await storeSecret(page, "Copy this secret now");

  const addresses: string[] = [];
  page.on("request", (request) => addresses.push(request.url()));
  await page.goto(`${account.home}?env=test`);
  await page.getByRole("button", { name: "Send one for me" }).click();
  const field = page.getByLabel("Secret of the key");
  await field.fill(account.rootKey);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByText("This is a root key.", { exact: false })).toBeVisible();
  // Wherever it stands in what was pasted.
  await field.fill(`ORDERS_API_KEY="${secret}"`);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await expect(page.getByLabel("Figures of the range")).toContainText(/Calls1/);
  await expect(page.getByRole("table", { name: "Calls by outcome" })).toContainText("VALID");
  expect(addresses.filter((address) => address.includes(secret.slice(12, -4)))).toEqual([]);
  expect(await page.content()).not.toContain(secret.slice(12, -4));
});
