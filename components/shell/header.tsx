"use client";

import { BookOpen, ChevronDown, Menu as MenuIcon, Moon, Sun } from "lucide-react";
import Link from "next/link";
import { useTheme } from "next-themes";
import { Fragment, type ReactNode } from "react";
import { IconButton } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Menu, MenuLink, MenuSeparator } from "@/components/ui/menu";
import { SegmentedLinks } from "@/components/ui/segmented";
import { Tooltip } from "@/components/ui/tooltip";
import { type Environment, useCarry, useScope, useShell, useSwitchHref } from "./shell-context";

export interface Crumb {
  label: ReactNode;
  /** Absent for the page itself, which is the last. */
  href?: string | undefined;
}

export interface HeaderProps {
  /** After the API: “Keys”, “billing-worker”. */
  crumbs: readonly Crumb[];
  /**
   * For the page of one thing: its own API and environment, and the list that the switches lead to,
   * since another environment cannot show the same thing.
   */
  fixed?: { apiId: string; environment: Environment; listHref: string } | undefined;
  /** For pages that no API or environment narrows (settings, audit log). */
  unscoped?: boolean | undefined;
}

/** 48 px: breadcrumb starting with the API, Live/Test, documentation, theme. */
export function Header({ crumbs, fixed, unscoped }: HeaderProps) {
  const { openDrawer, docsHref } = useShell();
  return (
    <header className="sticky top-0 z-30 flex h-12 shrink-0 items-center gap-2 border-line border-b bg-surface pr-5 pl-6 narrow:h-[52px] narrow:px-3">
      <IconButton icon={<MenuIcon />} label="Navigation" onClick={openDrawer} className="md:hidden" />
      <Breadcrumb crumbs={crumbs} fixed={fixed} unscoped={unscoped} />
      {!unscoped && <EnvironmentSwitch fixed={fixed} />}
      <Tooltip content="Documentation">
        <Link
          href={docsHref}
          aria-label="Documentation"
          className="grid size-8 shrink-0 place-items-center rounded-md text-ink-2 transition-colors hover:bg-hover hover:text-ink narrow:hidden"
        >
          <BookOpen />
        </Link>
      </Tooltip>
      <ThemeToggle />
    </header>
  );
}

function Breadcrumb({ crumbs, fixed, unscoped }: HeaderProps) {
  const carry = useCarry();
  const last = crumbs.length - 1;
  return (
    <nav aria-label="Breadcrumb" className="min-w-0 flex-1">
      <ol className="flex min-w-0 items-center gap-2.5">
        {!unscoped && (
          <li className="shrink-0 narrow:hidden">
            <ApiMenu fixed={fixed} />
          </li>
        )}
        {crumbs.map((crumb, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a crumb is its place
          <Fragment key={index}>
            {(index > 0 || !unscoped) && (
              <li aria-hidden className="shrink-0 text-line-2 narrow:hidden">
                /
              </li>
            )}
            <li className={cn("min-w-0 truncate", index < last && "shrink-0 narrow:hidden")}>
              {crumb.href && index < last ? (
                <Link href={carry(crumb.href)} className="rounded-sm text-ink-2 hover:text-ink">
                  {crumb.label}
                </Link>
              ) : (
                <span aria-current="page" className="font-medium text-ink">
                  {crumb.label}
                </span>
              )}
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}

/** Which API the page looks at. */
export function ApiMenu({ fixed }: Pick<HeaderProps, "fixed">) {
  const { apis, workspace } = useShell();
  const scope = useScope();
  const switchHref = useSwitchHref();
  const carry = useCarry();
  const current = fixed?.apiId ?? scope.apiId;
  const name = apis.find((api) => api.id === current)?.name ?? "All APIs";
  return (
    <Menu
      trigger={
        <button
          type="button"
          className="-mx-2 flex h-7 max-w-[220px] items-center gap-1.5 rounded-md px-2 text-ink-2 transition-colors hover:bg-hover hover:text-ink data-popup-open:bg-hover"
        >
          <span className="sr-only">API: </span>
          <span className="truncate">{name}</span>
          <ChevronDown className="size-3.5 shrink-0" />
        </button>
      }
    >
      <MenuLink href={switchHref({ api: null }, fixed?.listHref)} current={!current}>
        All APIs
      </MenuLink>
      {apis.map((api) => (
        <MenuLink
          key={api.id}
          href={switchHref({ api: api.id }, fixed?.listHref)}
          current={api.id === current}
        >
          {api.name}
        </MenuLink>
      ))}
      <MenuSeparator />
      <MenuLink href={carry(`/${workspace.slug}/apis`)}>Manage APIs</MenuLink>
    </Menu>
  );
}

function EnvironmentSwitch({ fixed }: Pick<HeaderProps, "fixed">) {
  const scope = useScope();
  const switchHref = useSwitchHref();
  const current = fixed?.environment ?? scope.environment;
  const item = (env: Environment, text: string) => ({
    href: switchHref({ env }, fixed?.listHref),
    current: current === env,
    label: (
      <>
        <span
          aria-hidden
          className={cn(
            "size-2 rounded-full border-[1.5px]",
            current === env ? "border-ink" : "border-ink-3",
            env === "live" && "bg-current",
          )}
        />
        {text}
      </>
    ),
  });
  return (
    <SegmentedLinks
      label="Environment"
      items={[item("live", "Live"), item("test", "Test")]}
      className="shrink-0"
    />
  );
}

/** Flips the theme; back at what the system prefers, it follows the system again. */
export function ThemeToggle() {
  const { resolvedTheme, systemTheme, setTheme } = useTheme();
  const flip = () => {
    const next = resolvedTheme === "dark" ? "light" : "dark";
    setTheme(next === systemTheme ? "system" : next);
  };
  return (
    <Tooltip content="Light or dark">
      <button
        type="button"
        aria-label="Switch between light and dark"
        onClick={flip}
        className="grid size-8 shrink-0 place-items-center rounded-md text-ink-2 transition-colors hover:bg-hover hover:text-ink narrow:size-9"
      >
        <Moon className="dark:hidden" />
        <Sun className="hidden dark:block" />
      </button>
    </Tooltip>
  );
}
