import type { KeyChange } from "@/components/keys/actions";
import type { Lifetimes } from "@/components/keys/expiry";
import type { ActionResult } from "@/lib/http/action";
import type { KeyView } from "@/lib/keys/schemas";
import type { Explanation } from "@/lib/verify/explain";

/** What is asked: a key by its id, or a pasted value; the rest as a backend would send it. */
export interface CheckRequest {
  keyId?: string;
  key?: string;
  permissions?: string;
  ratelimits?: { name: string; cost?: number }[];
  cost?: number;
  ip?: string;
  origin?: string;
  tags?: string[];
}

export interface Checked {
  explanation: Explanation;
  /** The key that was found, as it is now; null where none was. */
  key: KeyView | null;
  /** How long its API lets keys live; null where no key was found. */
  lifetimes: Lifetimes | null;
  /** Null where the person may not see usage. */
  callsLastHour: number | null;
}

/** What a remedy changes of the key. */
export type RemedyChange = KeyChange & { ipAllowlist?: string[]; allowedOrigins?: string[] };

/** Server actions of the playground, bound to its workspace. */
export interface PlaygroundActions {
  check: (request: CheckRequest) => Promise<ActionResult<Checked>>;
  /** Refused where the key is no longer at this version. */
  change: (keyId: string, change: RemedyChange, version: number) => Promise<ActionResult<KeyView>>;
  /** The key as it is now: for a change that came too late. */
  read: (keyId: string) => Promise<ActionResult<KeyView>>;
}
