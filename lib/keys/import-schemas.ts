import { z } from "zod";
import { readable } from "./fields";
import { createKeySchema, keySchema } from "./schemas";

export const MAX_IMPORTED = 10_000;
/** Each costs an Argon2id hash, some 20 ms of one core. */
export const MAX_IMPORTED_PLAINTEXTS = 1_000;

const SHA256 = /^(?:[0-9a-f]{64}|[0-9A-F]{64}|[A-Za-z0-9+/]{43}=?|[A-Za-z0-9_-]{43}=?)$/;

/** One key from elsewhere: its hash, or the value itself where its strength is unknown; the rest as for a new key. */
export const importedKeySchema = createKeySchema
  .omit({ apiId: true, publishable: true, allowedOrigins: true })
  .extend({
    /** SHA-256 of the whole value, in hex or base64. */
    hash: z
      .string()
      .regex(SHA256, "must be a SHA-256 in hex (64 characters) or base64 (43 or 44)")
      .optional(),
    /** The value itself. It is kept as Argon2id behind a keyed index, and nowhere as it is. */
    plaintext: z
      .string()
      .min(8, "must have at least 8 characters")
      .max(256, "must have at most 256 characters")
      // Callers present it in a header, and headers carry nothing else. A file's last newline ends up here, too.
      .regex(/^[\x21-\x7e]*$/, "must be printable ASCII without spaces or line breaks")
      .optional(),
    /** What is shown of a key that was given as a hash: its first characters, and its last four. */
    start: z.string().max(32, "must have at most 32 characters").check(readable).optional(),
    last4: z.string().max(4, "must have at most 4 characters").check(readable).optional(),
    enabled: z.boolean().default(true),
  })
  .refine((key) => (key.hash === undefined) !== (key.plaintext === undefined), {
    path: ["hash"],
    message: "give either hash or plaintext",
  });

export type ImportedKey = z.output<typeof importedKeySchema>;

export const importKeysSchema = z.strictObject({
  apiId: z.string().min(1, "is required"),
  keys: z
    .array(z.unknown())
    .min(1, "must have at least one entry")
    .max(MAX_IMPORTED, "must have at most 10,000 entries"),
});

/** For the document; each entry is read by itself, so that one that is wrong does not refuse the others. */
export const importKeysBodySchema = importKeysSchema.extend({
  keys: z.array(importedKeySchema).min(1).max(MAX_IMPORTED),
});

/** `existed`: the API has a key of this value. `not_imported`: the import ended before it; send it again. */
const importedResultSchema = z.object({
  index: z.int(),
  status: z.enum(["created", "existed", "refused", "not_imported"]),
  keyId: keySchema.shape.id.nullable(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
export type ImportedResult = z.output<typeof importedResultSchema>;

export const importResultSchema = z.object({
  /** In the order of the request. */
  results: z.array(importedResultSchema),
  imported: z.int(),
  existed: z.int(),
  failed: z.int(),
});
