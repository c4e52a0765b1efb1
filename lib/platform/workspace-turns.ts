/** Whoever asks: its workspace, and when it no longer wants to know. */
export type Asking = { workspaceId: string; signal?: AbortSignal | undefined };

/** `over_share`: the workspace has its share, and as many waiting as may. `busy`: all workspaces together have. */
export type Turn = "mine" | "over_share" | "busy" | "gone";

export type TurnLimits = {
  /** At once, of one workspace and in all. */
  perWorkspace: number;
  total: number;
  /** That wait, of one workspace and in all. */
  waiting: number;
  waitingInAll: number;
};

/**
 * Management calls. The embedded database does one thing at a time, and a server has eight connections for them: of one
 * workspace only so many use it at once, and its others wait here, where they are in nobody's way.
 */
export const MANAGEMENT_TURNS: Record<"embedded" | "server", TurnLimits> = {
  embedded: { perWorkspace: 2, total: Number.POSITIVE_INFINITY, waiting: 200, waitingInAll: 2_000 },
  server: { perWorkspace: 4, total: Number.POSITIVE_INFINITY, waiting: 200, waitingInAll: 2_000 },
};

/** Imports, whose bodies have up to 8 MiB: a place is taken before the body is read, and kept until the answer has ended. */
export const IMPORT_TURNS: TurnLimits = {
  perWorkspace: 4,
  total: Number.POSITIVE_INFINITY,
  waiting: 0,
  waitingInAll: 0,
};

type Waiting = { workspaceId: string; start: () => void };

/**
 * Lets work in: so much at once of one workspace and in all, so that one cannot keep the database or the processor from
 * the others. It throws nothing: the Runtime is shared with code that has its own copy of every class.
 */
export class WorkspaceTurns {
  readonly #limits: TurnLimits;
  readonly #running = new Map<string, number>();
  #total = 0;
  readonly #waiting: Waiting[] = [];
  readonly #waitingOf = new Map<string, number>();

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  #mayStart(workspaceId: string): boolean {
    const { total, perWorkspace } = this.#limits;
    return this.#total < total && (this.#running.get(workspaceId) ?? 0) < perWorkspace;
  }

  #start(workspaceId: string): void {
    this.#total++;
    add(this.#running, workspaceId, 1);
  }

  /** Resolves when the work may begin, or with why it may not. What may is told of its end by `leave`. */
  async enter({ workspaceId, signal }: Asking, waitMs: number): Promise<Turn> {
    if (signal?.aborted) return "gone";
    if (this.#mayStart(workspaceId)) {
      this.#start(workspaceId);
      return "mine";
    }
    if ((this.#waitingOf.get(workspaceId) ?? 0) >= this.#limits.waiting) return "over_share";
    if (this.#waiting.length >= this.#limits.waitingInAll) return "busy";
    return new Promise((resolve) => {
      const end = (turn: Turn) => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onGone);
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        add(this.#waitingOf, workspaceId, -1);
        resolve(turn);
      };
      const onGone = () => end("gone");
      const late = () => {
        const ownShare = (this.#running.get(workspaceId) ?? 0) >= this.#limits.perWorkspace;
        end(ownShare ? "over_share" : "busy");
      };
      const start = () => {
        this.#start(workspaceId);
        end("mine");
      };
      const waiting = { workspaceId, start };
      const timer = setTimeout(late, waitMs);
      signal?.addEventListener("abort", onGone);
      this.#waiting.push(waiting);
      add(this.#waitingOf, workspaceId, 1);
    });
  }

  leave(workspaceId: string): void {
    this.#total--;
    add(this.#running, workspaceId, -1);
    // In the order of their coming, but past those whose workspace has its share.
    this.#waiting.find((each) => this.#mayStart(each.workspaceId))?.start();
  }
}

/** Counts; a workspace with none takes no room. */
function add(counts: Map<string, number>, workspaceId: string, by: number): void {
  const count = (counts.get(workspaceId) ?? 0) + by;
  if (count > 0) counts.set(workspaceId, count);
  else counts.delete(workspaceId);
}
