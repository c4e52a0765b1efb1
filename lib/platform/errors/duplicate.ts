import { causesOf } from "../outage";

/** A statement failed because another row has the same unique value (SQLSTATE 23505). */
export function isDuplicate(error: unknown): boolean {
  return causesOf(error).some((at) => at instanceof Error && "code" in at && at.code === "23505");
}
