import type { Actor, TxCtx } from "../platform/context";
import type { Person } from "./northwind";

/** What the acts make, by name. */
export type History = {
  workspaceId: string;
  keys: Map<string, string>;
  apis: Map<string, string>;
  /** The two secrets that are printed, once: of the demo root key, and of a test key to verify with it. */
  rootKey: string;
  sandboxKey: string;
  bot: Actor | null;
};

/** Something that was done at a moment of the past by somebody. */
export type Act = { at: number; by: Person | "bot"; run: (ctx: TxCtx, history: History) => Promise<void> };
