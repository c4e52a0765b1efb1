import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { permissions } from "@/db/schema";
import { type Ctx, requireEveryApi, requireScope, type TxCtx } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { Problem } from "../platform/errors/problem";
import { transact } from "../platform/transact";
import { insertPermissions } from "./insert-permissions";
import {
  type BulkAnswer,
  type BulkResult,
  createPermissionSchema,
  type createPermissionsSchema,
  MAX_BULK,
} from "./schemas";

/** A transaction has so many, some 50 ms on the embedded database: others' statements come in between. */
const STEP = 100;

/** The entries themselves are looked at one by one. */
const envelope = z.strictObject({
  permissions: z
    .array(z.unknown())
    .min(1, "must have at least 1 entry")
    .max(MAX_BULK, "must have at most 1,000 entries"),
});

type Entry = z.output<typeof createPermissionSchema>;
const nameOf = (entry: unknown) =>
  entry && typeof entry === "object" && "name" in entry && typeof entry.name === "string"
    ? entry.name.slice(0, 200)
    : null;

/** What is wrong with an entry by itself, or the entry. */
function read(entry: unknown): Entry | BulkResult["errors"] {
  try {
    return parseInput(createPermissionSchema, entry);
  } catch (error) {
    if (error instanceof Problem) return error.errors;
    throw error;
  }
}

/**
 * Puts up to 1,000 permissions into the catalogue, with a result for each: an entry that is wrong spoils no other, one
 * that is there already is left as it is. In steps, each a transaction of its own, unless one is open; what one that
 * fails leaves undone is done when the request is sent again. Error: invalid_request, for what is not a list of them.
 */
export async function createPermissions(
  ctx: Ctx,
  input: z.input<typeof createPermissionsSchema>,
): Promise<BulkAnswer> {
  requireScope(ctx, "permissions:create");
  requireEveryApi(ctx);
  const entries = parseInput(envelope, input).permissions.map((raw) => ({ raw, entry: read(raw) }));
  const wanted = new Map<string, { entry: Entry; index: number }>();
  const faults = entries.map(({ entry }, index): BulkResult["errors"] => {
    if (Array.isArray(entry)) return entry;
    const earlier = wanted.get(entry.name);
    if (earlier) return [{ field: "name", message: `is given twice: entry ${earlier.index} has it too` }];
    wanted.set(entry.name, { entry, index });
    return [];
  });
  const created = new Set<string>();
  const ids = new Map<string, string>();
  const valid = [...wanted.values()].map(({ entry }) => entry);
  for (let from = 0; from < valid.length; from += STEP) {
    const part = valid.slice(from, from + STEP);
    await transact(ctx, async (ctx) => {
      for (const row of await insertPermissions(ctx, part)) created.add(row.name);
      const names = part.map((entry) => entry.name);
      for (const [name, id] of await idsOf(ctx, names)) ids.set(name, id);
    });
  }
  const results = entries.map(({ raw }, index): BulkResult => {
    const name = nameOf(raw);
    const errors = faults[index] ?? [];
    if (errors.length > 0 || name === null) return { index, name, status: "error", id: null, errors };
    const status = created.has(name) ? "created" : "existed";
    return { index, name, status, id: ids.get(name) ?? null, errors };
  });
  const count = (status: BulkResult["status"]) => results.filter((one) => one.status === status).length;
  return { created: count("created"), existed: count("existed"), failed: count("error"), results };
}

async function idsOf(ctx: TxCtx, names: readonly string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const rows = await ctx.tx
    .select({ id: permissions.id, name: permissions.name })
    .from(permissions)
    .where(and(eq(permissions.workspaceId, ctx.workspaceId), inArray(permissions.name, [...names])));
  return new Map(rows.map((row) => [row.name, row.id]));
}
