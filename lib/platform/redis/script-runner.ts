/** Runs one script on Redis, however it is reached. Answers integers; rejects if Redis does not do it. */
export interface ScriptRunner {
  /** What is reached, for the log; never a password. */
  readonly name: string;
  /** How long an answer may take before Redis counts as gone; the way there decides. */
  readonly deadlineMs: number;
  run(keys: string[], args: number[]): Promise<number[]>;
  /** Drops a connection on which nothing comes back, so that the next call has a new one. */
  renew(): void;
  close(): void;
}

export type Script = { text: string; sha: string };

/** By its hash, and with its text only where it is not known yet (a Redis that was restarted or flushed). */
export async function byHash<T>(evalsha: () => Promise<T>, evaluate: () => Promise<T>): Promise<T> {
  try {
    return await evalsha();
  } catch (error) {
    if (error instanceof Error && error.message.includes("NOSCRIPT")) return evaluate();
    throw error;
  }
}
