import Link from "next/link";
import type { ReactNode } from "react";
import { Logo } from "./logo";

/** A page with the logo and one thing to say: not found, failed. */
export function PlainPage({
  title,
  children,
  actions,
}: {
  title: string;
  children: ReactNode;
  actions: ReactNode;
}) {
  return (
    <div className="flex min-h-dvh flex-col bg-surface">
      <header className="p-8 narrow:p-4">
        <Link href="/" className="inline-block rounded-sm">
          <Logo />
        </Link>
      </header>
      <main className="mx-auto flex w-full max-w-[400px] flex-1 flex-col justify-center px-4 pb-[20vh]">
        <h1 className="font-semibold text-page">{title}</h1>
        <div className="pt-2 text-ink-2">{children}</div>
        <div className="flex flex-wrap gap-2 pt-5">{actions}</div>
      </main>
    </div>
  );
}
