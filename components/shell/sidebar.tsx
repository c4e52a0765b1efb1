"use client";

import { BookOpen, ChevronsUpDown, LogOut, Search, UserRound } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTransition } from "react";
import { cn } from "@/components/ui/cn";
import { Kbd } from "@/components/ui/kbd";
import { Menu, MenuGroup, MenuItem, MenuLink } from "@/components/ui/menu";
import { ApiMenu } from "./header";
import { LogoMark } from "./logo";
import { isCurrent, NAV_ICONS, type NavItem } from "./navigation";
import { useCarry, useShell } from "./shell-context";

/* Between 720 and 1100 px the sidebar is a rail of icons; what is hidden there is still read out. */
const railHidden = "md:max-lg:sr-only";

interface SidebarProps {
  inDrawer?: boolean | undefined;
  onNavigate?: (() => void) | undefined;
}

export function Sidebar({ inDrawer, onNavigate }: SidebarProps) {
  const { sections, docsHref } = useShell();
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2.5 px-3 pt-1.5 pb-3 md:max-lg:px-2">
      <div className={cn("flex flex-col gap-2", inDrawer && "pr-8")}>
        <WorkspaceMenu />
      </div>
      {inDrawer ? (
        <div className="px-2">
          <ApiMenu />
        </div>
      ) : (
        <PaletteButton />
      )}
      <nav aria-label="Workspace" className="-mx-1 min-h-0 flex-1 overflow-y-auto px-1">
        {sections.map((section, index) => (
          <div key={section.label ?? "first"} className={cn(index > 0 && "pt-4")}>
            {section.label && (
              <h2 className="px-2 pb-1.5 text-ink-3 text-label md:max-lg:sr-only">{section.label}</h2>
            )}
            <ul className="flex flex-col">
              {section.items.map((item) => (
                <li key={item.id}>
                  <NavLink item={item} onNavigate={onNavigate} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      {inDrawer && (
        <Link
          prefetch={false}
          href={docsHref}
          className="flex h-9 items-center gap-2.5 rounded-md px-2 text-ink-2"
        >
          <BookOpen />
          Documentation
        </Link>
      )}
      <Account />
    </div>
  );
}

function NavLink({ item, onNavigate }: { item: NavItem; onNavigate?: (() => void) | undefined }) {
  const pathname = usePathname();
  const carry = useCarry();
  const Icon = NAV_ICONS[item.id];
  const current = isCurrent(item, pathname);
  return (
    <Link
      prefetch={false}
      href={carry(item.href)}
      {...(onNavigate ? { onClick: onNavigate } : {})}
      aria-current={current ? "page" : undefined}
      title={item.label}
      className={cn(
        "flex h-7 items-center gap-2.5 rounded-md px-2 text-ink-2 transition-colors hover:bg-hover hover:text-ink focus-visible:-outline-offset-2 narrow:h-9 md:max-lg:h-8 md:max-lg:justify-center md:max-lg:px-0",
        current && "bg-selected font-medium text-ink hover:bg-selected",
      )}
    >
      <Icon className="shrink-0" />
      <span className={cn("min-w-0 flex-1 truncate", railHidden)}>{item.label}</span>
      {item.count !== undefined && (
        <span className={cn("font-normal text-ink-3", railHidden)}>{item.count}</span>
      )}
    </Link>
  );
}

function WorkspaceMenu() {
  const { workspace, workspaces } = useShell();
  return (
    <Menu
      trigger={
        <button
          type="button"
          className="flex h-9 w-full items-center gap-2.5 rounded-md px-2 text-left transition-colors hover:bg-hover data-popup-open:bg-hover md:max-lg:justify-center md:max-lg:px-0"
        >
          <LogoMark />
          <span className={cn("min-w-0 flex-1 truncate font-semibold", railHidden)}>{workspace.name}</span>
          <ChevronsUpDown className="size-3.5 shrink-0 text-ink-2 md:max-lg:hidden" />
        </button>
      }
    >
      <MenuGroup label="Workspaces">
        {workspaces.map((each) => (
          <MenuLink
            key={each.slug}
            href={`/${each.slug}`}
            current={each.slug === workspace.slug}
            note={each.role}
          >
            {each.name}
          </MenuLink>
        ))}
      </MenuGroup>
    </Menu>
  );
}

function PaletteButton() {
  const { openPalette } = useShell();
  return (
    <button
      type="button"
      onClick={openPalette}
      aria-keyshortcuts="Meta+K Control+K"
      className="flex h-7 shrink-0 items-center gap-2 rounded-md border border-line-2 bg-surface px-2 text-left text-ink-3 transition-colors hover:text-ink md:max-lg:h-8 md:max-lg:justify-center"
    >
      <Search className="size-3.5 shrink-0 text-ink-2" />
      <span className={cn("flex-1", railHidden)}>Find or do…</span>
      <Kbd className="md:max-lg:hidden">⌘K</Kbd>
    </button>
  );
}

function Account() {
  const { user, workspace, signOut } = useShell();
  const [leaving, start] = useTransition();
  return (
    <div className="border-line border-t pt-2">
      <Menu
        side="top"
        trigger={
          <button
            type="button"
            className="flex w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-left transition-colors hover:bg-hover data-popup-open:bg-hover md:max-lg:justify-center md:max-lg:px-0"
          >
            <span
              aria-hidden
              className="grid size-6 shrink-0 place-items-center rounded-full bg-selected text-[11px] text-ink-2"
            >
              {user.email.slice(0, 2).toLowerCase()}
            </span>
            <span className={cn("min-w-0 flex-1", railHidden)}>
              <span className="block truncate text-ink leading-4">{user.email}</span>
              <span className="block text-ink-3 text-label capitalize">{user.role}</span>
            </span>
          </button>
        }
      >
        <MenuLink icon={<UserRound />} href={`/${workspace.slug}/settings/account`}>
          Your account
        </MenuLink>
        <MenuItem icon={<LogOut />} disabled={leaving} onSelect={() => start(() => signOut())}>
          Sign out
        </MenuItem>
      </Menu>
    </div>
  );
}
