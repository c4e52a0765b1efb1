import { readFile } from "node:fs/promises";
import path from "node:path";

/** What the guides call the server; the product shows its own address in its place. */
export const PLACEHOLDER_URL = "https://keys.example.com";

/** Every guide that is served, in reading order: its address's last part and its file below `docs/`. */
export const GUIDES = {
  quickstart: "guides/quickstart.md",
  verify: "guides/verify.md",
  rotation: "guides/rotation.md",
  "limits-and-credits": "guides/limits-and-credits.md",
  "publishable-keys": "guides/publishable-keys.md",
  importing: "guides/importing.md",
  "audit-log": "guides/audit-log.md",
  gateways: "gateways.md",
  operations: "operations.md",
} as const;

export type GuideSlug = keyof typeof GUIDES;
export const isGuide = (slug: string): slug is GuideSlug => Object.hasOwn(GUIDES, slug);

export type Guide = { slug: GuideSlug; title: string; summary: string; text: string };

const FOLDER = path.join(process.cwd(), "docs");

/** The guide as it is written, with this server's address; its title is the first heading, its summary the first sentence. */
export async function readGuide(slug: GuideSlug, appUrl: string): Promise<Guide> {
  const text = (await readFile(path.join(FOLDER, GUIDES[slug]), "utf8")).replaceAll(PLACEHOLDER_URL, appUrl);
  const title = /^# (.+)$/m.exec(text)?.[1] ?? slug;
  const paragraph = /^# .+\n+([^#`|\n][^\n]*)/m.exec(text)?.[1] ?? "";
  const summary = /^.+?[.:](?= |$)/.exec(paragraph)?.[0].replace(/:$/, ".") ?? paragraph;
  return { slug, title, summary, text };
}

export async function readGuides(appUrl: string): Promise<Guide[]> {
  return Promise.all(
    Object.keys(GUIDES)
      .filter(isGuide)
      .map((slug) => readGuide(slug, appUrl)),
  );
}

/** Where a link of a guide leads in the product; null: to a file that is not served. */
export function guideLink(slug: GuideSlug, href: string): string | null {
  if (/^(https?:|mailto:|#|\/)/.test(href)) return href;
  const [file = "", anchor] = href.split("#");
  const target = path.posix.join(path.posix.dirname(GUIDES[slug]), file);
  if (target === "grafana/latchkey.json") return "/docs/grafana";
  const [found] = Object.entries(GUIDES).find(([, served]) => served === target) ?? [];
  return found === undefined ? null : `/docs/guides/${found}${anchor ? `#${anchor}` : ""}`;
}
