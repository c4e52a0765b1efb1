/** JSON with sorted keys: the same content always reads alike, also after a round trip through jsonb. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) =>
    v && typeof v === "object" && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );
}

/** A field that is a list is a set (names, addresses, limits by their names): its order is no content. Lists deeper in are lists. */
const contentOf = (field: unknown) =>
  Array.isArray(field) ? field.map(canonicalJson).sort().join("\n") : canonicalJson(field);

export const isSameContent = (a: unknown, b: unknown) => contentOf(a) === contentOf(b);

/** The fields of a change that are given and differ from the row. None: nothing is written, versioned or audited. */
export function changedFields<F extends string>(
  fields: readonly F[],
  row: Partial<Record<F, unknown>>,
  wanted: Partial<Record<F, unknown>>,
): F[] {
  return fields.filter((field) => wanted[field] !== undefined && !isSameContent(row[field], wanted[field]));
}
