/** What has changed, for whoever has it in memory. */
export type Change =
  | { credential: string }
  /** A proof came to be; its hash may be remembered as unknown. */
  | { hash: Buffer }
  /** An override of the keyless limit API, in this workspace. */
  | { limits: string }
  /** Something shared by many keys of a workspace: a role, an identity, an API; or many proofs came to be. */
  | { workspace: string }
  /** What another version says, and this one cannot read. */
  | "all";

/** One line: who made it, then what it is. A hash tells nothing about its secret. */
export function written(from: string, change: Change): string {
  if (typeof change === "string") return `${from} ${change}`;
  if ("credential" in change) return `${from} credential ${change.credential}`;
  if ("limits" in change) return `${from} limits ${change.limits}`;
  if ("workspace" in change) return `${from} workspace ${change.workspace}`;
  return `${from} hash ${change.hash.toString("base64")}`;
}

/** What another version may have written is read as `all`, which is never wrong. */
export function read(line: string): { from: string; change: Change } {
  const [from = "", kind, what] = line.split(" ");
  if (kind === "credential" && what) return { from, change: { credential: what } };
  if (kind === "workspace" && what) return { from, change: { workspace: what } };
  if (kind === "hash" && what) return { from, change: { hash: Buffer.from(what, "base64") } };
  if (kind === "limits" && what) return { from, change: { limits: what } };
  return { from, change: "all" };
}
