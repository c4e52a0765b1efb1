import type { Metadata } from "next";
import Link from "next/link";
import { DocsPage } from "@/components/docs/docs-page";
import { Inline } from "@/components/docs/inline";
import { readGuides } from "@/lib/docs/guides";
import { runtime } from "@/lib/runtime/runtime";
import { guideLinks } from "./guides/guide-links";

export const metadata: Metadata = { title: "Guides" };

const REFERENCE = [
  {
    href: "/docs/api",
    title: "API reference",
    summary: "Every operation: its fields, its answers, and code in curl, TypeScript, Python and Go.",
  },
  {
    href: "/docs/errors",
    title: "Errors",
    summary: "Each code that an answer may have: what it means, why it happens, what to do.",
  },
];

export default async function Guides() {
  const guides = await readGuides(runtime().config.appUrl);
  return (
    <DocsPage side={guideLinks(guides)} sideLabel="Guides">
      <h1 className="pb-1 font-semibold text-figure">Documentation</h1>
      <p className="pb-5 text-ink-2">
        Create keys, rotate them without downtime, verify them on each request.
      </p>
      <h2 className="pb-2 font-semibold text-page">Guides</h2>
      <Cards items={guides.map((guide) => ({ ...guide, href: `/docs/guides/${guide.slug}` }))} />
      <h2 className="pt-7 pb-2 font-semibold text-page">Reference</h2>
      <Cards items={REFERENCE} />
    </DocsPage>
  );
}

function Cards({ items }: { items: readonly { href: string; title: string; summary: string }[] }) {
  return (
    <ul className="divide-y divide-line rounded-lg border border-line">
      {items.map(({ href, title, summary }) => (
        <li key={href} className="relative px-4 py-3 hover:bg-hover">
          <Link href={href} prefetch={false} className="font-medium after:absolute after:inset-0">
            {title}
          </Link>
          <p className="text-body text-ink-2">
            <Inline text={summary} />
          </p>
        </li>
      ))}
    </ul>
  );
}
