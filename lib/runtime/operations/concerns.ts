import type { Operations } from "./read-operations";

/** A batch waits a second; what is older than this waits for the database. */
const BEHIND_MS = 30_000;
/** Policies are applied each minute. */
const POLICIES_LATE_MS = 180_000;

/** Anybody can send forwarded headers; those of a proxy come again and again. */
const PROXY_SEEN_MS = 3_600_000;

/** What an operator should look at. */
export type OperatorConcern =
  | { kind: "database_down" }
  | { kind: "journal_refuses"; onDisk: boolean }
  | { kind: "journal_lost"; events: number }
  | { kind: "journal_aside"; events: number }
  | { kind: "journal_behind"; events: number; oldestAt: string }
  | { kind: "limits_degraded" }
  | { kind: "limits_apart"; processes: number }
  | { kind: "channel_cut"; channel: string }
  | { kind: "processes_missing"; answering: number; wanted: number }
  | { kind: "proxy_unlisted"; peer: string; lastAt: string }
  | { kind: "policies_late"; ranAt: string | null }
  | { kind: "migrations_differ"; applied: number; known: number };

/** The worst first; none: all is well. */
export function concernsOf(it: Operations): OperatorConcern[] {
  const now = Date.parse(it.at);
  const since = (moment: string | null) => (moment === null ? 0 : now - Date.parse(moment));
  const { journal, limits, processes, database, policiesRanAt } = it;
  const found: (OperatorConcern | false)[] = [
    !database.up && { kind: "database_down" },
    !journal.accepting && { kind: "journal_refuses", onDisk: journal.kept === "memory" || journal.onDisk },
    journal.lost > 0 && { kind: "journal_lost", events: journal.lost },
    journal.setAside + journal.corrupt > 0 && {
      kind: "journal_aside",
      events: journal.setAside + journal.corrupt,
    },
    journal.oldestAt !== null &&
      since(journal.oldestAt) > BEHIND_MS && {
        kind: "journal_behind",
        events: journal.waiting,
        oldestAt: journal.oldestAt,
      },
    limits.degraded && { kind: "limits_degraded" },
    limits.kept === "process" &&
      processes.wanted > 1 && { kind: "limits_apart", processes: processes.wanted },
    ...it.channels.map(({ name, up }) => !up && ({ kind: "channel_cut", channel: name } as const)),
    processes.answering < processes.wanted && {
      kind: "processes_missing",
      answering: processes.answering,
      wanted: processes.wanted,
    },
    it.unlistedProxy !== null &&
      since(it.unlistedProxy.lastAt) < PROXY_SEEN_MS && { kind: "proxy_unlisted", ...it.unlistedProxy },
    since(policiesRanAt ?? processes.startedAt[0] ?? null) > POLICIES_LATE_MS && {
      kind: "policies_late",
      ranAt: policiesRanAt,
    },
    database.migrations.applied !== database.migrations.known && {
      kind: "migrations_differ",
      applied: database.migrations.applied,
      known: database.migrations.known,
    },
  ];
  return found.filter((concern) => concern !== false);
}
