import { getTableName, sql, type Table } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Db, Reader, Tx } from "@/db/client";
import { type Ctx, hasAsked, type TxCtx } from "./context";
import { refuseUnseen } from "./outage";

/** The server cancels a statement after this, before its connection would be given up: so it stays good. */
const STATEMENT = sql.raw("set local statement_timeout = 7000");

/** The audit log's own table. */
const AUDIT = "audit_events";
/** Tables that change without an audit event, each with the reason. */
const UNAUDITED = new Set([
  AUDIT,
  // The head of the audit log.
  "audit_heads",
  // Kept answers for Idempotency-Key. The verb that made the answer is audited.
  "idempotency_keys",
  // Sign-in, last activity and sign-out. Ending other sessions is audited by its verb.
  "sessions",
]);

/** Where a verb that only reads asks: the open transaction, or the pool with no transaction around it. */
export function reading(ctx: Ctx): Reader {
  return ctx.tx ?? ctx.rt.db;
}

/**
 * Runs `work` in one transaction, or in the one already open in `ctx` (an embedded database has a single
 * connection, so a second must never be asked for inside). What `work` pushes to `afterCommit` runs once all of it holds.
 * If nobody waits for the answer any more, all of it is rolled back. Throws, and writes nothing, if the verb has not asked
 * for a permission before, or has written something without an audit event.
 */
export async function transact<T, More extends object = object>(
  ctx: Ctx<More>,
  work: (ctx: TxCtx<More>) => Promise<T>,
): Promise<T> {
  if (!hasAsked(ctx)) throw new Error("a verb opened a transaction before it asked for a permission");
  if (isOpen(ctx)) return work(ctx);
  const afterCommit: (() => void)[] = [];
  const result = await inTransaction(ctx.rt.db, async (tx) => {
    // The embedded database knows no such limit.
    if (ctx.rt.config.databaseUrl) await tx.execute(STATEMENT);
    const done = await work({ ...ctx, tx, afterCommit });
    refuseUnseen(ctx.signal);
    return done;
  });
  for (const run of afterCommit) run();
  return result;
}

const isOpen = <More extends object>(ctx: Ctx<More>): ctx is TxCtx<More> => ctx.tx !== undefined;

/** A transaction outside a workspace, such as a sign-up, where no permission can be checked. It must be audited too. */
export function inTransaction<T>(db: Pick<Db, "transaction">, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    const written = new Set<string>();
    const done = await work(watched(tx, written));
    const silent = [...written].filter((table) => !UNAUDITED.has(table));
    if (silent.length > 0 && !written.has(AUDIT))
      throw new Error(`${silent.join(", ")} changed without an audit event`);
    return done;
  });
}

/** A drizzle statement. Awaiting it calls `execute`. */
type Statement = { execute(...values: unknown[]): Promise<{ rowCount: number | null } | unknown[]> };

/** The same transaction, recording the tables in which a statement changed a row. */
function watched(tx: Tx, written: Set<string>): Tx {
  const noting = <S>(statement: S, table: Table): S => {
    const { execute } = statement as Statement;
    (statement as Statement).execute = async (...values) => {
      const result = await execute(...values);
      if ((Array.isArray(result) ? result.length : (result.rowCount ?? 0)) > 0)
        written.add(getTableName(table));
      return result;
    };
    return statement;
  };
  return Object.assign(Object.create(tx) as Tx, {
    insert: (table: PgTable) => {
      const builder = tx.insert(table);
      const { values } = builder;
      builder.values = ((rows: never) => noting(values.call(builder, rows), table)) as typeof values;
      return builder;
    },
    update: (table: PgTable) => {
      const builder = tx.update(table);
      const { set } = builder;
      builder.set = ((row: never) => noting(set.call(builder, row), table)) as typeof set;
      return builder;
    },
    delete: (table: PgTable) => noting(tx.delete(table), table),
    transaction: (work: (inner: Tx) => Promise<unknown>) =>
      tx.transaction((inner) => work(watched(inner, written))),
  });
}
