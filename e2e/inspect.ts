import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, expect, type Page } from "@playwright/test";
import type { Account } from "./sign-in";

export const VIEWS = (["light", "dark"] as const).flatMap((theme) =>
  [1440, 390].map((width) => ({ theme, width, name: `${theme}, ${width} px` })),
);
type View = (typeof VIEWS)[number];

/** What no page may do: print an error (Chromium prints a broken Content Security Policy too), or ask another host. */
export function watch(page: Page): string[] {
  const faults: string[] = [];
  const here = () => `${new URL(page.url()).pathname}: `;
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(here() + message.text());
  });
  page.on("pageerror", (error) => faults.push(here() + error.message));
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && hostname !== "localhost") faults.push(here() + request.url());
  });
  return faults;
}

export async function inspect(page: Page): Promise<void> {
  // What fades in is judged when it has arrived; the dot that waits never does.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((each) => each.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY)
        .map((each) => each.finished.catch(() => {})),
    ),
  );
  const { violations } = await new AxeBuilder({ page }).analyze();
  const where = `${new URL(page.url()).pathname}, ${page.viewportSize()?.width} px`;
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary}`),
  );
  expect(found, where).toEqual([]);
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(sideways, `${where}: scrolls sideways`).toBe(0);
}

export async function open(browser: Browser, view: View, state?: Account["state"]): Promise<Page> {
  const context = await browser.newContext({
    colorScheme: view.theme,
    viewport: { width: view.width, height: 900 },
    ...(state ? { storageState: state } : { storageState: { cookies: [], origins: [] } }),
  });
  return context.newPage();
}
