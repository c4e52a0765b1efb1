"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { Command } from "cmdk";
import { CircleDot, KeyRound, type LucideIcon, Plus, RotateCw, Search, SunMoon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { Spinner } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { RotationChip } from "@/components/ui/key-state";
import { formatPlural } from "@/components/ui/number-format";
import { useSearch } from "@/components/ui/use-search";
import { NAV_ICONS } from "./navigation";
import { type KeyHit, useCarry, useScope, useShell, useSwitchHref } from "./shell-context";

const PAUSE_MS = 150;

interface Entry {
  id: string;
  icon: LucideIcon;
  label: string;
  /** Either a place to go or something to do. */
  href?: string;
  run?: () => void;
}

/** ⌘K: find a key, do something, go somewhere. */
export function CommandPalette({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-[180ms] data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          initialFocus={input}
          className="-translate-x-1/2 fixed top-[11vh] left-1/2 z-40 w-[min(640px,calc(100vw-32px))] rounded-lg border border-line-2 bg-overlay text-ink shadow-overlay outline-none transition-opacity duration-[160ms] data-ending-style:opacity-0 data-starting-style:opacity-0 narrow:top-4"
        >
          <Base.Title className="sr-only">Find or do</Base.Title>
          <Palette input={input} close={() => onOpenChange(false)} />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function Palette({ input, close }: { input: React.RefObject<HTMLInputElement | null>; close: () => void }) {
  const [query, setQuery] = useState("");
  const [value, setValue] = useState("");
  const { hits, searching, failed, retry } = useKeySearch(query);
  const router = useRouter();
  const entries = useEntries();
  const words = query.trim().toLowerCase();
  const matching = (list: Entry[]) => list.filter((entry) => entry.label.toLowerCase().includes(words));
  const act = matching(entries.act);
  const go = matching(entries.go);
  const places = new Map([
    ...hits.map((hit) => [hit.id, hit.href] as const),
    ...go.map((entry) => [entry.id, entry.href ?? ""] as const),
  ]);

  const choose = (entry: { href?: string | undefined; run?: (() => void) | undefined }) => {
    close();
    if (entry.href) router.push(entry.href);
    else entry.run?.();
  };
  const newTab = (event: KeyboardEvent) => {
    const href = places.get(value);
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey) || !href) return;
    event.preventDefault();
    event.stopPropagation();
    window.open(href, "_blank", "noopener");
    close();
  };
  const nothing = !searching && hits.length + act.length + go.length === 0;
  return (
    <Command
      label="Find or do"
      shouldFilter={false}
      loop
      value={value}
      onValueChange={setValue}
      onKeyDownCapture={newTab}
    >
      <div className="flex h-12 items-center gap-3 border-line border-b px-4">
        <Search className="shrink-0 text-ink-2" />
        <Command.Input
          ref={input}
          value={query}
          onValueChange={setQuery}
          placeholder="A key's name, owner, start or id, or a page"
          className="h-full min-w-0 flex-1 bg-transparent text-section caret-brass-mark outline-none"
        />
        {searching ? <Spinner className="text-ink-3" /> : <Kbd className="text-ink-3">esc</Kbd>}
      </div>
      <p role="status" className={nothing || failed ? "px-4 pt-4 pb-2 text-ink-2" : "sr-only"}>
        {failed
          ? "Couldn't search keys. Pages still open."
          : nothing
            ? `Nothing matches “${query}”.`
            : words && formatPlural(hits.length, "key")}
      </p>
      <Command.List label="Keys, acts and pages" className="max-h-[min(420px,60vh)] overflow-y-auto p-2">
        {failed && (
          <Item value="search-again" icon={RotateCw} onSelect={retry}>
            Search keys again
          </Item>
        )}
        {hits.length > 0 && (
          <Group heading="Keys">
            {hits.map((hit) => (
              <Item
                key={hit.id}
                value={hit.id}
                icon={KeyRound}
                onSelect={() => choose(hit)}
                after={<HitNote hit={hit} />}
              >
                <Matched text={hit.name} query={words} />
                <code className="pl-3 text-ink-3 text-label">{hit.start}</code>
              </Item>
            ))}
          </Group>
        )}
        <EntryGroup heading="Do" entries={act} query={words} onChoose={choose} />
        <EntryGroup heading="Go to" entries={go} query={words} onChoose={choose} />
      </Command.List>
      <div className="flex items-center gap-4 border-line border-t px-4 py-2.5 text-ink-3 text-label">
        <span className="flex items-center gap-1.5 narrow:hidden">
          <Kbd>↑</Kbd>
          <Kbd>↓</Kbd> move
        </span>
        <span className="flex items-center gap-1.5 narrow:hidden">
          <Kbd>↵</Kbd> open
        </span>
        <span className="flex flex-1 items-center gap-1.5 narrow:hidden">
          <Kbd>⌘↵</Kbd> new tab
        </span>
        Paste a whole key to find it
      </div>
    </Command>
  );
}

function HitNote({ hit }: { hit: KeyHit }) {
  if (hit.retiresAt) return <RotationChip retiresAt={hit.retiresAt} />;
  return <>{hit.note}</>;
}

function EntryGroup({
  heading,
  entries,
  query,
  onChoose,
}: {
  heading: string;
  entries: Entry[];
  query: string;
  onChoose: (entry: Entry) => void;
}) {
  if (entries.length === 0) return null;
  return (
    <Group heading={heading}>
      {entries.map((entry) => (
        <Item key={entry.id} value={entry.id} icon={entry.icon} onSelect={() => onChoose(entry)}>
          <Matched text={entry.label} query={query} />
        </Item>
      ))}
    </Group>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1.5 [&_[cmdk-group-heading]]:text-ink-3 [&_[cmdk-group-heading]]:text-label"
    >
      {children}
    </Command.Group>
  );
}

function Item({
  value,
  icon: Icon,
  onSelect,
  after,
  children,
}: {
  value: string;
  icon: LucideIcon;
  onSelect: () => void;
  after?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="group flex h-10 items-center gap-3 rounded-md px-2 text-body data-[selected=true]:bg-selected"
    >
      <Icon className="shrink-0 text-ink-2" />
      <span className="min-w-0 flex-1 truncate">{children}</span>
      <span className="flex shrink-0 items-center gap-2 text-ink-3">
        {after}
        <Kbd className="hidden group-data-[selected=true]:inline-flex">↵</Kbd>
      </span>
    </Command.Item>
  );
}

/** The part that was typed: bold, with a line of brass. */
function Matched({ text, query }: { text: string; query: string }) {
  const at = query ? text.toLowerCase().indexOf(query) : -1;
  if (at < 0) return <>{text}</>;
  const end = at + query.length;
  return (
    <>
      {text.slice(0, at)}
      <b className="border-brass-mark border-b-2 font-semibold">{text.slice(at, end)}</b>
      {text.slice(end)}
    </>
  );
}

function useEntries(): { act: Entry[]; go: Entry[] } {
  const { sections, createKeyHref } = useShell();
  const { environment } = useScope();
  const { resolvedTheme, systemTheme, setTheme } = useTheme();
  const carry = useCarry();
  const switchHref = useSwitchHref();
  const router = useRouter();
  const dark = resolvedTheme === "dark";
  const other = environment === "live" ? "test" : "live";
  return {
    act: [
      { id: "do-create", icon: Plus, label: "Create a key", href: carry(createKeyHref) },
      {
        id: "do-environment",
        icon: CircleDot,
        label: `Switch to ${other}`,
        run: () => router.push(switchHref({ env: other }, keyPageList(location.pathname))),
      },
      {
        id: "do-theme",
        icon: SunMoon,
        label: dark ? "Switch to light" : "Switch to dark",
        run: () => setTheme(systemTheme === (dark ? "light" : "dark") ? "system" : dark ? "light" : "dark"),
      },
    ],
    go: sections.flatMap((section) =>
      section.items.map((item) => ({
        id: `go-${item.id}`,
        icon: NAV_ICONS[item.id],
        label: item.label,
        href: carry(item.href),
      })),
    ),
  };
}

/** A key has one environment: from its page, the switch leads to the list. */
function keyPageList(pathname: string): string | undefined {
  return /^(\/[^/]+\/keys)\/./.exec(pathname)?.[1];
}

/** The keys that match; without a text none are asked for. */
function useKeySearch(query: string) {
  const { searchKeys } = useShell();
  const asked = query.trim();
  const { found, ...state } = useSearch(asked, searchKeys, { active: asked !== "", pauseMs: PAUSE_MS });
  return { ...state, hits: asked ? (found?.items ?? []) : [] };
}
