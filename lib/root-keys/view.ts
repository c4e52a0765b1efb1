import type { Reader } from "@/db/client";
import type { CredentialRow } from "../credentials/rows";
import { commonView, keyParts } from "../keys/view";
import type { RootKeyView } from "./schemas";

export async function viewRootKeys(
  tx: Reader,
  workspaceId: string,
  rows: readonly CredentialRow[],
  now: number,
): Promise<RootKeyView[]> {
  const parts = await keyParts(tx, workspaceId, rows, now);
  return rows.map((row) => ({ ...commonView(row, parts, now), apiIds: row.apiIds }));
}

export async function viewRootKey(tx: Reader, row: CredentialRow, now: number): Promise<RootKeyView> {
  const parts = await keyParts(tx, row.workspaceId, [row], now);
  return { ...commonView(row, parts, now), apiIds: row.apiIds };
}
