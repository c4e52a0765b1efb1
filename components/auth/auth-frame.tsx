import type { ReactNode } from "react";
import { Logo } from "@/components/shell/logo";
import { RotationMotif } from "./rotation-motif";

/** Signing in and up: the form at the left, what the product is about at the right; one column on a narrow screen. */
export function AuthFrame({ children }: { children: ReactNode }) {
  return (
    <div className="grid min-h-dvh grid-cols-2 bg-surface max-lg:grid-cols-1">
      <div className="flex min-h-dvh flex-col px-8 narrow:px-4">
        <header className="flex h-[72px] shrink-0 items-center narrow:h-16">
          <Logo />
        </header>
        <main className="flex flex-1 flex-col items-center justify-center pb-[72px] narrow:justify-start narrow:pt-6">
          <div className="w-full max-w-[336px] narrow:max-w-none">{children}</div>
        </main>
      </div>
      <aside className="sticky top-0 h-dvh overflow-hidden border-[#22252a] border-l bg-[#101215] max-lg:hidden">
        <RotationMotif />
        <p className="absolute bottom-8 left-8 text-[#8e949e]">
          <span className="block font-medium text-[#eceef0]">One key, two secrets.</span>
          Rotate without breaking the caller.
        </p>
      </aside>
    </div>
  );
}

/** The page's title, and where one is. */
export function AuthTitle({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="pb-5">
      <h1 className="font-semibold text-figure">{title}</h1>
      <p className="pt-1 text-ink-2">{children}</p>
    </div>
  );
}
