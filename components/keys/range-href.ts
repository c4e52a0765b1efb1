import { type RangeName, rangeQuery } from "@/components/usage/usage-params";

/** The same page with another range; the rest of its address stays. */
export function rangeHref(
  search: string,
  choice: { range: RangeName; from?: string | null | undefined; to?: string | null | undefined },
): string {
  const { range, from = null, to = null } = choice;
  // To a router an empty address is the present one, with its query.
  return rangeQuery(search, { range, from, to }) || "?";
}
