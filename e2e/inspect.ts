import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, expect, type Page } from "@playwright/test";
import type { Account } from "./sign-in";

export const VIEWS = (["light", "dark"] as const).flatMap((theme) =>
  [1440, 390].map((width) => ({ theme, width })),
);
type View = (typeof VIEWS)[number];

/** What no page may do: print an error (Chromium prints a broken Content Security Policy too), or ask another host. */
export function watch(page: Page): string[] {
  const faults: string[] = [];
  const here = () => `${new URL(page.url()).pathname}: `;
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`${here()}${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => faults.push(here() + error.message));
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && hostname !== "localhost") faults.push(here() + request.url());
  });
  return faults;
}

/** Nothing is on its way any more. What fades in is judged when it has arrived; the dot that waits never does. */
async function settled(page: Page): Promise<void> {
  const dark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
  await expect(page.locator("html")).toHaveAttribute("data-theme", dark ? "dark" : "light");
  await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
  // Asked again, not awaited: an animation whose element goes away may never say that it has finished.
  const moving = () =>
    page.evaluate(async () => {
      // A new width or theme is drawn with the next frame, and what moves begins there.
      for (let frame = 0; frame < 2; frame++) await new Promise((done) => requestAnimationFrame(done));
      return document
        .getAnimations()
        .filter(
          ({ playState, effect }) =>
            playState === "running" && effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY,
        )
        .map((each) => each.constructor.name);
    });
  await expect.poll(moving, { intervals: [20] }).toEqual([]);
}

/** What axe judges by colour; all else is the same in both themes. */
const COLOURS = { runOnly: { type: "rule" as const, values: ["color-contrast", "link-in-text-block"] } };
/** Each theme and each width has one view in which axe judges everything, and one in which it judges colours only. */
const isWhole = ({ theme, width }: View) => (theme === "dark") === width < 720;

async function violations(page: Page, view: View): Promise<string[]> {
  // Axe comes once to a document. No page has a frame, so neither is the empty page needed on which it would sum up.
  const there = await page.evaluate(() => "axe" in window);
  const axe = new AxeBuilder(there ? { page, axeSource: "void 0" } : { page }).setLegacyMode();
  const found = await axe
    .options({ resultTypes: ["violations"], ...(isWhole(view) ? {} : COLOURS) })
    .analyze();
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary}`),
  );
}

async function inspect(page: Page, view: View): Promise<void> {
  await settled(page);
  const where = `${new URL(page.url()).pathname}, ${page.viewportSize()?.width} px`;
  expect(await violations(page, view), where).toEqual([]);
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(sideways, `${where}: scrolls sideways`).toBe(0);
}

/**
 * Loads a page in one of the views, which is another for each `place`, and turns it through the rest as its reader would:
 * axe finds nothing in any, and none scrolls sideways. What depends on the width is judged in both widths, colours in all.
 */
export async function inspectIn(
  page: Page,
  views: readonly View[],
  place: number,
  load: () => Promise<void>,
): Promise<void> {
  const from = place % views.length;
  for (const [turned, view] of [...views.slice(from), ...views.slice(0, from)].entries()) {
    await page.setViewportSize({ width: view.width, height: 900 });
    await page.emulateMedia({ colorScheme: view.theme });
    if (turned === 0) await load();
    await inspect(page, view);
  }
}

export async function open(browser: Browser, view: View, state?: Account["state"]): Promise<Page> {
  const context = await browser.newContext({
    colorScheme: view.theme,
    viewport: { width: view.width, height: 900 },
    ...(state ? { storageState: state } : { storageState: { cookies: [], origins: [] } }),
  });
  return context.newPage();
}
