import { hash as argon2id } from "@node-rs/argon2";
import type { ForeignSecrets } from "../credentials/api-key/foreign";
import type { Ctx } from "../platform/context";
import { fieldErrors } from "../platform/errors/parse";
import type { FieldError } from "../platform/errors/problem";
import { newId } from "../platform/ids";
import { type ImportedKey, importedKeySchema } from "./import-schemas";
import { PUBLISHABLE_PREFIX } from "./publishable";

/** OWASP's minimum for Argon2id: what a guess costs whoever has the table, the keyed index and AUTH_SECRET. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** An entry that can be written, as far as it can be told without the database. */
export type Candidate = {
  index: number;
  keyId: string;
  key: ImportedKey;
  hash: Buffer;
  slowHash: string | null;
  start: string;
  last4: string;
};

/** By the entry's index. */
export type Failures = Map<number, FieldError[]>;

/** The field that an entry's value was given in. */
export const valueField = (key: ImportedKey) => (key.hash === undefined ? "plaintext" : "hash");

/**
 * Reads entries, of which the first has the index `from`, and makes their hashes. `seen` has the values of the entries
 * before: one that stands twice in the request is wrong at its second place.
 */
export async function readImported(
  ctx: Ctx<{ foreign: ForeignSecrets }>,
  { entries, from, seen }: { entries: readonly unknown[]; from: number; seen: Set<string> },
  failures: Failures,
): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const [place, entry] of entries.entries()) {
    const index = from + place;
    const parsed = importedKeySchema.safeParse(entry);
    if (!parsed.success) {
      failures.set(index, fieldErrors(parsed.error));
      continue;
    }
    const key = parsed.data;
    const { hash, ...shown } = shownOf(ctx, key);
    const id = hash.toString("base64");
    if (key.prefix === PUBLISHABLE_PREFIX)
      failures.set(index, [{ field: "prefix", message: "pk is for publishable keys only" }]);
    else if (seen.has(id))
      failures.set(index, [{ field: valueField(key), message: "stands twice in this request" }]);
    else candidates.push({ index, keyId: newId("key", ctx.rt.now()), key, hash, slowHash: null, ...shown });
    seen.add(id);
  }
  // All at once: the hashes are made on the thread pool.
  await Promise.all(
    candidates.map(async (candidate) => {
      const { plaintext } = candidate.key;
      if (plaintext !== undefined) candidate.slowHash = await argon2id(plaintext, ARGON2ID);
    }),
  );
  return candidates;
}

/** The hash under which it is found, and what may be shown of it: of a short value only little. */
function shownOf(
  ctx: Ctx<{ foreign: ForeignSecrets }>,
  key: ImportedKey,
): Pick<Candidate, "hash" | "start" | "last4"> {
  const { plaintext } = key;
  if (plaintext !== undefined) {
    const shown = Math.min(8, Math.floor(plaintext.length / 6));
    const last4 = plaintext.length >= 24 ? plaintext.slice(-4) : "";
    return { hash: ctx.rt.foreign.index(plaintext), start: key.start ?? plaintext.slice(0, shown), last4 };
  }
  const text = key.hash ?? "";
  const hash = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, "hex") : Buffer.from(text, "base64");
  return { hash, start: key.start ?? "", last4: key.last4 ?? "" };
}
