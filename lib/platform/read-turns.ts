import { WorkspaceTurns } from "./workspace-turns";

/** How much one statement reads, so that it takes about `aimMs`; and what a whole read may. */
type Pace = { aimMs: number; firstRows: number; mostRows: number };

const STATEMENT_MS = 5_000;

export type ReadLimits = {
  /** At once, of one workspace and in all. */
  perWorkspace: number;
  total: number;
  pace: Pace;
  /** Rows that one pass over a table may read. */
  maxRows: number;
  /** After this a server ends a statement itself. */
  statementMs: number;
};

/**
 * The embedded database does one thing at a time: a statement there is as long as others wait. A server has a connection
 * for each read, and leaves the others to verifications and the journal.
 */
const LIMITS: Record<"embedded" | "server", ReadLimits> = {
  embedded: {
    perWorkspace: 1,
    total: 3,
    pace: { aimMs: 20, firstRows: 1_000, mostRows: 20_000 },
    maxRows: 500_000,
    statementMs: STATEMENT_MS,
  },
  server: {
    perWorkspace: 2,
    total: 4,
    pace: { aimMs: 250, firstRows: 50_000, mostRows: 1_000_000 },
    maxRows: 5_000_000,
    statementMs: STATEMENT_MS,
  },
};

/** Reads of one workspace that may wait: a page asks for a few at once. */
const MAX_WAITING = 12;
const MAX_WAITING_IN_ALL = 500;

/** Lets large reads in: few at once, and fewer of one workspace. */
export class ReadTurns extends WorkspaceTurns {
  readonly limits: ReadLimits;

  constructor(
    readonly database: "embedded" | "server",
    limits: Partial<ReadLimits> = {},
  ) {
    const all = { ...LIMITS[database], ...limits };
    super({ ...all, waiting: MAX_WAITING, waitingInAll: MAX_WAITING_IN_ALL });
    this.limits = all;
  }
}
