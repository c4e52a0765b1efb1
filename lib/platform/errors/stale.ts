import { Problem } from "./problem";

/** For `If-Match` (RFC 9110, section 13.1.1): the change was meant for a version that is no longer the current one. */
export function refuseStale(row: { version: number }, expected: number | undefined): void {
  if (expected !== undefined && expected !== row.version)
    throw new Problem(
      "precondition_failed",
      `This is version ${row.version} now; the change was meant for version ${expected}. Read it again.`,
    );
}
