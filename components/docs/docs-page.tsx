import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

export interface SideItem {
  href: string;
  label: ReactNode;
  current?: boolean | undefined;
}

export interface DocsPageProps {
  /** The neighbours of this page, in groups; below 1100 px they follow the content. */
  side?: readonly { title: string; items: readonly SideItem[] }[] | undefined;
  sideLabel?: string | undefined;
  /** For reference pages, which have columns of their own. */
  wide?: boolean | undefined;
  children: ReactNode;
}

/** One page of the documentation: its neighbours at the left, text of a readable width. */
export function DocsPage({ side, sideLabel = "Pages", wide, children }: DocsPageProps) {
  return (
    <div className="mx-auto flex w-full max-w-[1240px] flex-1 gap-10 px-6 max-lg:flex-col-reverse max-lg:gap-4 narrow:px-4">
      {side && (
        <nav
          aria-label={sideLabel}
          className="w-[208px] shrink-0 py-6 lg:sticky lg:top-12 lg:max-h-[calc(100dvh-48px)] lg:self-start lg:overflow-y-auto max-lg:w-full max-lg:border-line max-lg:border-t"
        >
          {side.map((group) => (
            <div key={group.title} className="pb-4">
              <p className="px-2 pb-1 font-medium text-ink-3 text-label">{group.title}</p>
              <ul>
                {group.items.map((item) => (
                  <li key={item.href}>
                    <Link
                      href={item.href}
                      prefetch={false}
                      aria-current={item.current ? "page" : undefined}
                      className={cn(
                        "flex min-h-7 items-center rounded-md px-2 py-1 text-ink-2 hover:bg-hover hover:text-ink narrow:min-h-9",
                        item.current && "bg-selected font-medium text-ink",
                      )}
                    >
                      <span className="min-w-0 [overflow-wrap:anywhere]">{item.label}</span>
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </nav>
      )}
      <main
        id="content"
        tabIndex={-1}
        className={cn("min-w-0 flex-1 py-6 leading-[1.6] text-[14px] narrow:py-5", !wide && "max-w-[760px]")}
      >
        {children}
      </main>
    </div>
  );
}
