"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { ThemeToggle } from "@/components/shell/header";
import { LogoMark } from "@/components/shell/logo";
import { cn } from "@/components/ui/cn";

const SECTIONS = [
  { href: "/docs", label: "Guides", covers: /^\/docs(\/guides\/.*)?$/ },
  { href: "/docs/api", label: "API reference", covers: /^\/docs\/api(\/|$)/ },
  { href: "/docs/errors", label: "Errors", covers: /^\/docs\/errors(\/|$)/ },
];

/** The frame of the documentation: public, so without a workspace's shell. */
export function DocsFrame({ children }: { children: ReactNode }) {
  const path = usePathname();
  return (
    <div className="flex min-h-dvh flex-col bg-surface">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-40 focus:bg-surface focus:p-2"
      >
        Skip to the content
      </a>
      <header className="sticky top-0 z-30 flex h-12 shrink-0 items-center gap-5 border-line border-b bg-surface px-6 narrow:h-[52px] narrow:gap-3 narrow:px-4">
        <Link
          href="/docs"
          prefetch={false}
          className="flex shrink-0 items-center gap-2 rounded-sm font-semibold"
        >
          <LogoMark />
          <span className="narrow:sr-only">Latchkey docs</span>
        </Link>
        <nav
          aria-label="Documentation"
          className="scroll-quiet flex h-full min-w-0 flex-1 gap-4 overflow-x-auto"
        >
          {SECTIONS.map(({ href, label, covers }) => (
            <Link
              key={href}
              href={href}
              prefetch={false}
              aria-current={path === href ? "page" : covers.test(path) ? "true" : undefined}
              className={cn(
                "relative flex h-full shrink-0 items-center text-ink-2 hover:text-ink focus-visible:-outline-offset-2",
                covers.test(path) &&
                  "font-medium text-ink after:absolute after:inset-x-0 after:-bottom-px after:h-0.5 after:bg-ink after:content-['']",
              )}
            >
              {label}
            </Link>
          ))}
        </nav>
        <Link
          href="/"
          prefetch={false}
          className="shrink-0 text-ink-2 hover:text-ink narrow:sr-only narrow:focus:not-sr-only"
        >
          Dashboard
        </Link>
        <ThemeToggle />
      </header>
      {children}
    </div>
  );
}
