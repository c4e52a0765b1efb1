import type { Logger } from "pino";

type Fields = Readonly<Record<string, string | string[] | undefined>>;

const FORWARDED = ["x-forwarded-for", "forwarded", "x-real-ip"] as const;

/**
 * Notices forwarded headers from a peer that TRUSTED_PROXIES does not list. Behind such a proxy all visitors share its
 * address and with it the limit on attempts to sign in, and nothing else shows it. Anybody can send these headers, so
 * only the last peer is kept and the log is written to once.
 */
export class UnlistedProxy {
  last: { peer: string; at: number } | null = null;

  constructor(
    readonly log: Pick<Logger, "warn">,
    readonly now: () => number,
  ) {}

  /** Of each request whose peer is not listed, before its forwarded headers are dropped. */
  note(peer: string, fields: Fields): void {
    if (!FORWARDED.some((name) => fields[name])) return;
    if (!this.last)
      this.log.warn(
        { peer },
        "forwarded headers come from an address that TRUSTED_PROXIES does not list, and are dropped. If it is your proxy, list it: until then all visitors behind it share its limits",
      );
    this.last = { peer, at: this.now() };
  }
}
