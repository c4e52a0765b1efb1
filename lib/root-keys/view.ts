import type { Reader } from "@/db/client";
import { commonView, type KeyRow, keyParts } from "../keys/view";
import type { RootKeyView } from "./schemas";

export async function viewRootKeys(
  tx: Reader,
  workspaceId: string,
  rows: readonly KeyRow[],
  now: number,
): Promise<RootKeyView[]> {
  const parts = await keyParts(tx, workspaceId, rows, now);
  return rows.map((row) => ({ ...commonView(row, parts, now), apiIds: row.apiIds }));
}

export async function viewRootKey(tx: Reader, row: KeyRow, now: number): Promise<RootKeyView> {
  const parts = await keyParts(tx, row.workspaceId, [row], now);
  return { ...commonView(row, parts, now), apiIds: row.apiIds };
}
