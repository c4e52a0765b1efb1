import { z } from "zod";
import { fieldErrorsField } from "../platform/errors/problem-schema";
import { EXAMPLE_ID } from "../platform/fields";
import { readable } from "./fields";
import { createKeySchema, enabledField } from "./schemas";

export const MAX_IMPORTED = 10_000;
/** Each costs an Argon2id hash, some 20 ms of one core. */
export const MAX_IMPORTED_PLAINTEXTS = 1_000;

const SHA256 = /^(?:[0-9a-f]{64}|[0-9A-F]{64}|[A-Za-z0-9+/]{43}=?|[A-Za-z0-9_-]{43}=?)$/;

/** One key from elsewhere: its hash, or the value itself where its strength is unknown; the rest as for a new key. */
export const importedKeySchema = createKeySchema
  .omit({ apiId: true, publishable: true, allowedOrigins: true })
  .extend({
    hash: z
      .string()
      .regex(SHA256, "must be a SHA-256 in hex (64 characters) or base64 (43 or 44)")
      .optional()
      .describe("SHA-256 of the whole value, in hex or base64. Give either this or `plaintext`."),
    plaintext: z
      .string()
      .min(8, "must have at least 8 characters")
      .max(256, "must have at most 256 characters")
      // Callers present it in a header, and headers carry nothing else. A file's last newline ends up here, too.
      .regex(/^[\x21-\x7e]*$/, "must be printable ASCII without spaces or line breaks")
      .optional()
      .describe(
        "The value itself, if it may be easy to guess. It is stored as an Argon2id hash. At most 1,000 per call.",
      ),
    start: z
      .string()
      .max(32, "must have at most 32 characters")
      .check(readable)
      .optional()
      .meta({ description: "The value's first characters, to recognize it by.", examples: ["acme_3Zx9"] }),
    last4: z
      .string()
      .max(4, "must have at most 4 characters")
      .check(readable)
      .optional()
      .meta({ description: "The value's last 4 characters.", examples: ["Zr0c"] }),
    enabled: enabledField.default(true),
  })
  .refine((key) => (key.hash === undefined) !== (key.plaintext === undefined), {
    path: ["hash"],
    message: "give either hash or plaintext",
  })
  .meta({ id: "ImportKey", description: "A key to import, by its hash or its value." });

export type ImportedKey = z.output<typeof importedKeySchema>;

export const importKeysSchema = z.strictObject({
  apiId: createKeySchema.shape.apiId,
  keys: z
    .array(z.unknown())
    .min(1, "must have at least one entry")
    .max(MAX_IMPORTED, "must have at most 10,000 entries"),
});

/** For the document; each entry is read by itself, so that one that is wrong does not refuse the others. */
export const importKeysBodySchema = importKeysSchema
  .extend({
    keys: z.array(importedKeySchema).min(1).max(MAX_IMPORTED).describe("The keys to import, at most 10,000."),
  })
  .meta({ id: "ImportKeys", description: "Keys to import into an API." });

const importedResultSchema = z
  .object({
    index: z.int().meta({ description: "The entry's place in the request, from 0.", examples: [0] }),
    status: z
      .enum(["created", "existed", "refused", "not_imported"])
      .describe(
        "`created`, `existed` (the API already has a key with this value), `refused` (see `errors`) or `not_imported` (the import ended before it; send it again).",
      ),
    keyId: z
      .string()
      .nullable()
      .meta({
        description: "The id of the key that was created or existed already. Null: there is none.",
        examples: [EXAMPLE_ID.key],
      }),
    errors: fieldErrorsField.optional(),
  })
  .meta({ id: "ImportKeyResult", description: "What became of one key of an import." });
export type ImportedResult = z.output<typeof importedResultSchema>;

export const importResultSchema = z
  .object({
    results: z.array(importedResultSchema).describe("One result for each key, in the order of the request."),
    imported: z.int().meta({ description: "How many keys were created.", examples: [1] }),
    existed: z.int().meta({ description: "How many keys existed already.", examples: [1] }),
    failed: z.int().meta({ description: "How many keys couldn't be imported.", examples: [1] }),
  })
  .meta({ id: "ImportKeysResult", description: "What became of an import." });
