import type { Guide } from "@/lib/docs/guides";

/** The neighbours of a guide. */
export function guideLinks(guides: readonly Guide[], current?: string) {
  return [
    {
      title: "Guides",
      items: guides.map(({ slug, title }) => ({
        href: `/docs/guides/${slug}`,
        label: title,
        current: slug === current,
      })),
    },
  ];
}
