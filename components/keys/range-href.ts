import type { RangeName } from "@/components/usage/usage-params";

/** The same page with another range; the rest of its address stays. */
export function rangeHref(
  search: string,
  choice: { range: RangeName; from?: string | null | undefined; to?: string | null | undefined },
): string {
  const query = new URLSearchParams(search);
  for (const name of ["range", "from", "to"]) query.delete(name);
  // Seven days are what an address without a range shows.
  if (choice.range !== "7d") query.set("range", choice.range);
  if (choice.from) query.set("from", choice.from);
  if (choice.to) query.set("to", choice.to);
  return `?${query.toString()}`;
}
