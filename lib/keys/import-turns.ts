import { Problem } from "../platform/errors/problem";

/** Imports of a workspace that wait for each other's steps. */
const MOST_WAITING = 50;

/**
 * One step at a time for each workspace: its imports would wait for each other in the database, where they would hold
 * connections meanwhile.
 */
export class ImportTurns {
  readonly #lines = new Map<string, { last: Promise<unknown>; length: number }>();

  /** Error: workspace_share_exceeded. */
  async run<T>(workspaceId: string, step: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(workspaceId) ?? { last: Promise.resolve(), length: 0 };
    if (line.length >= MOST_WAITING)
      throw new Problem(
        "workspace_share_exceeded",
        `At most ${MOST_WAITING} imports of a workspace run at once. Try again when one of them has ended.`,
        [],
        { "Retry-After": "1" },
      );
    this.#lines.set(workspaceId, line);
    line.length++;
    const done = line.last.then(step);
    line.last = done.catch(() => {});
    try {
      return await done;
    } finally {
      line.length--;
      if (line.length === 0) this.#lines.delete(workspaceId);
    }
  }
}
