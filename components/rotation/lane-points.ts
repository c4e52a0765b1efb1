import type { Adoption } from "@/lib/rotation/adoption";

/** Both secrets' calls bucket by bucket, for the two lanes. */
export function lanePoints(secrets: Adoption["secrets"]) {
  const [old, fresh] = (["old", "new"] as const).map((role) => secrets.find((each) => each.role === role));
  return (old?.points ?? fresh?.points ?? []).map(({ start }, place) => ({
    start,
    incoming: fresh?.points[place]?.count ?? 0,
    retiring: old?.points[place]?.count ?? 0,
  }));
}
