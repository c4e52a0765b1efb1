import { z } from "zod";

/** A list endpoint's answer. `id` is the schema's name in the OpenAPI document. */
export const listOf = <S extends z.ZodType>(id: string, item: S) =>
  z
    .object({
      items: z.array(item).describe("The entries of this page."),
      nextCursor: z
        .string()
        .nullable()
        .meta({
          description: "Send it as `cursor` to get the next page. Null on the last page.",
          examples: [null],
        }),
    })
    .meta({ id, description: "One page of a list." });

const deletedSchema = z
  .object({
    id: z.string().describe("The id of what was deleted."),
    deleted: z.literal(true).describe("It no longer exists."),
  })
  .meta({ id: "Deletion", description: "A resource that was deleted." });

/** What a deletion answers. */
export const deleted = (id: string) =>
  ({
    status: 200,
    schema: deletedSchema,
    description: "Deleted",
    example: { id, deleted: true },
  }) as const;
