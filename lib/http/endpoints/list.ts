import { z } from "zod";

/** The form of every list: `nextCursor` is null on the last page. */
export const listOf = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** What a deletion answers. */
export const deletedSchema = z.object({ id: z.string(), deleted: z.literal(true) });
