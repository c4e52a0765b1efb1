import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DocsPage } from "@/components/docs/docs-page";
import { Markdown } from "@/components/docs/markdown";
import { guideLink, isGuide, readGuide, readGuides } from "@/lib/docs/guides";
import { runtime } from "@/lib/runtime/runtime";
import { guideLinks } from "../guide-links";

type Props = { params: Promise<{ guide: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { guide } = await params;
  if (!isGuide(guide)) return { title: "Not found" };
  return { title: (await readGuide(guide, runtime().config.appUrl)).title };
}

export default async function GuidePage({ params }: Props) {
  const { guide } = await params;
  if (!isGuide(guide)) notFound();
  const { appUrl } = runtime().config;
  const [{ text }, guides] = await Promise.all([readGuide(guide, appUrl), readGuides(appUrl)]);
  return (
    <DocsPage side={guideLinks(guides, guide)} sideLabel="Guides">
      <article>
        <Markdown text={text} resolve={(href) => guideLink(guide, href)} />
      </article>
    </DocsPage>
  );
}
