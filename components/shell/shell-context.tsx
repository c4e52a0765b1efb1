"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { createSerializer, parseAsString } from "nuqs/server";
import { createContext, useContext } from "react";
import type { Suggestion } from "@/components/ui/suggest-input";
import type { NavSection } from "./navigation";
import { scopeParams, scopeQuery } from "./scope-params";

export type Environment = "live" | "test";

export interface KeyHit {
  id: string;
  name: string;
  /** `sk_live_9fK2…6wbY`, never more. */
  start: string;
  href: string;
  /** At the right: its owner, or its state where that is not active. */
  note?: string | undefined;
  /** Set while a rotation is under way. */
  retiresAt?: string | null | undefined;
}

export interface ShellProps {
  workspace: { slug: string; name: string };
  /** All that the user may switch to, this one included. */
  workspaces: readonly { slug: string; name: string; role?: string | undefined }[];
  user: { email: string; role: string };
  /** The APIs of the workspace, for the menu at the head of the breadcrumb. */
  apis: readonly { id: string; name: string }[];
  sections: readonly NavSection[];
  /** Where the book in the header leads. */
  docsHref: string;
  /** Where a key is created, for the palette. */
  createKeyHref: string;
  /** A server action. */
  signOut: () => Promise<void>;
  /** Finds keys by name, owner, start, id, or by a whole pasted secret; a server action. */
  searchKeys: (query: string) => Promise<KeyHit[]>;
  /** Finds identities by their own id; a server action. */
  searchOwners: (text: string) => Promise<readonly Suggestion[]>;
}

export interface ShellState extends ShellProps {
  openPalette: () => void;
  openDrawer: () => void;
}

export const ShellContext = createContext<ShellState | null>(null);

export function useShell(): ShellState {
  const shell = useContext(ShellContext);
  if (!shell) throw new Error("This part stands only inside <Shell>.");
  return shell;
}

/** The environment and the API that the URL names. */
export function useScope(): { environment: Environment; apiId: string | null } {
  const params = useSearchParams();
  return { environment: params.get("env") === "test" ? "test" : "live", apiId: params.get("api") };
}

/** Builds links that carry the environment and the API on. */
export function useCarry(): (href: string) => string {
  const { environment, apiId } = useScope();
  return (href) => {
    return scopeQuery(href, { env: environment, api: apiId });
  };
}

const placeQuery = createSerializer({ ...scopeParams, cursor: parseAsString });

/** The page shown, with another environment or API and without the place in a list. */
export function useSwitchHref(): (
  change: { env?: Environment; api?: string | null },
  path?: string,
) => string {
  const pathname = usePathname();
  const params = useSearchParams();
  const { environment, apiId } = useScope();
  return (change, path) =>
    placeQuery(path ?? `${pathname}?${params}`, { env: environment, api: apiId, cursor: null, ...change });
}
