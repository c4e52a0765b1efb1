import type { VerificationCode } from "../verify/codes";

/** The record of one verification, as the verify path hands it over. Strings are empty where no key was found. */
export type UsageEvent = {
  /** Milliseconds since the epoch. */
  at: number;
  requestId: string;
  /** The calling root key's. */
  workspaceId: string;
  code: VerificationCode;
  /** What was spent: the call's cost if VALID, else 0. */
  cost: number;
  apiId: string;
  environment: string;
  keyId: string;
  secretId: string;
  identityId: string;
  ip: string | null;
  /** Why it was denied, short and machine-made, e.g. `orders:write` or `requests`. */
  reason: string | null;
  tags: readonly string[] | null;
};

/** Where the journal stands, for metrics and operators. */
export type JournalFigures = {
  /** Recorded by this process and not yet in the database. */
  waitingEvents: number;
  /** What this process's segments take on disk. */
  diskBytes: number;
  /** What is kept in memory only: without a disk, or because the disk failed after it had been answered. */
  memoryBytes: number;
  /** Whether what is recorded now is on disk before it is answered; with a disk, false while that fails. */
  onDisk: boolean;
  /** Written to the database since the start, with those of processes that had died. */
  writtenEvents: number;
  replayedEvents: number;
  /** Refused by the database as data, and kept in the journal's folder `aside`. */
  setAsideEvents: number;
  /** Records of dead processes whose checksum was wrong; the segment is kept in `aside`. A torn last one is not counted. */
  corruptRecords: number;
  /** Gone: the process ended without a disk and without a database. */
  lostEvents: number;
  /** When a batch last reached the database, in milliseconds since the epoch. */
  lastWrittenAt: number | null;
};

/** Where verifications are recorded. */
export interface UsageJournal {
  readonly figures: Readonly<JournalFigures>;
  /** It has a disk: what is recorded is on it before it is answered. */
  readonly isDurable: boolean;
  /** False while the journal holds as much as it may, or the disk fails: what could not be counted is not answered. */
  readonly accepting: boolean;
  /**
   * Whether this workspace has as much waiting as one workspace may: its verifications are refused, and nobody else's.
   * Constant time.
   */
  overShare(workspaceId: string): boolean;
  /** When the oldest event was decided that is not in the database yet, in milliseconds since the epoch; null: there is none. */
  readonly oldestAt: number | null;
  /**
   * Never waits and never throws. The event survives the end of the process (not that of the machine). False: the disk
   * did not take it, so it is not counted, and the verification must not be answered.
   */
  record(event: UsageEvent): boolean;
  /**
   * The same, but it survives only from the next `commit` on, which is called before its answer leaves: one write for all
   * that came in together. Only one part of the process may gather, or it would be told of the other's failures.
   */
  gather(event: UsageEvent): boolean;
  /**
   * From here on, what was gathered survives the end of the process. Never throws. False: the disk did not take all of
   * it, and none of the verifications that were gathered may be answered.
   */
  commit(): boolean;
  /** Resolves when everything recorded so far is in the database. */
  flush(): Promise<void>;
  /** Writes what it can within a few seconds, leaves the rest on disk for the next start, and stops. */
  close(): Promise<void>;
}

export function newFigures(onDisk: boolean): JournalFigures {
  return {
    waitingEvents: 0,
    diskBytes: 0,
    memoryBytes: 0,
    onDisk,
    writtenEvents: 0,
    replayedEvents: 0,
    setAsideEvents: 0,
    corruptRecords: 0,
    lostEvents: 0,
    lastWrittenAt: null,
  };
}
