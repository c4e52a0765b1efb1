import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { Header, type HeaderProps } from "./header";

export interface PageProps extends HeaderProps {
  children: ReactNode;
}

/** A page inside the shell: the 48 px header, then the content with a padding of 24 (16 narrow). */
export function Page({ children, ...header }: PageProps) {
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <Header {...header} />
      <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col px-6 pb-8 narrow:px-4">
        {children}
      </main>
    </div>
  );
}

export interface PageHeaderProps {
  /** The page's one h1. */
  title: ReactNode;
  /** State, rotation: after the title. */
  badges?: ReactNode;
  /** A quiet line under the title. */
  note?: ReactNode;
  /** Facts under the title (id, owner, dates); wraps. */
  facts?: ReactNode;
  /** At the right; one of them primary. */
  actions?: ReactNode;
  /** `<TabLinks bleed>` at the bottom. */
  tabs?: ReactNode;
  className?: string | undefined;
}

export function PageHeader({ title, badges, note, facts, actions, tabs, className }: PageHeaderProps) {
  return (
    <div className={cn("pt-5 narrow:pt-4", tabs ? "pb-5" : "pb-4", className)}>
      <div className="flex items-start gap-x-4 gap-y-3 narrow:flex-wrap">
        {/* Narrow, actions that would squeeze the title go under it. */}
        <div className="min-w-0 flex-1 narrow:basis-36">
          <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1.5 narrow:min-h-9">
            <h1 className="min-w-0 break-words font-semibold text-page">{title}</h1>
            {badges}
          </div>
          {note && <p className="pt-0.5 text-ink-2">{note}</p>}
        </div>
        {actions && (
          <div className="flex shrink-0 flex-wrap items-center justify-end gap-2 narrow:justify-start">
            {actions}
          </div>
        )}
      </div>
      {facts && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 pt-1.5 text-ink-2 [&_b]:font-normal [&_b]:text-ink">
          {facts}
        </div>
      )}
      {tabs && <div className="pt-3">{tabs}</div>}
    </div>
  );
}

/** Lets a table or a strip reach the edges of the page. */
export function Bleed({ className, children }: { className?: string | undefined; children: ReactNode }) {
  return <div className={cn("-mx-6 narrow:-mx-4", className)}>{children}</div>;
}

/** A main column and one of 320 beside it; one under the other below 1100 px. */
export function Columns({ main, aside }: { main: ReactNode; aside: ReactNode }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_320px] items-start gap-6 max-lg:grid-cols-1 max-lg:gap-4">
      <div className="flex min-w-0 flex-col gap-4">{main}</div>
      <div className="flex min-w-0 flex-col gap-4">{aside}</div>
    </div>
  );
}
