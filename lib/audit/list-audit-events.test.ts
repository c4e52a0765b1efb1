import { expect, test } from "vitest";
import { noteAsked } from "../platform/context";
import { transact } from "../platform/transact";
import { testWorkspace, useRuntime } from "../testing";
import { type AuditEntry, auditAll } from "./audit";
import { listAuditEvents } from "./list-audit-events";

const rt = useRuntime();

test("the few events of an action are found far behind others, page by page, each once", async () => {
  const { ctx } = await testWorkspace(rt());
  const entry = (action: AuditEntry["action"], i: number): AuditEntry => ({
    action,
    target: { type: "key", id: `key_${i}`, name: "k" },
    after: { i },
  });
  noteAsked(ctx);
  for (let part = 0; part < 9; part++)
    await transact(ctx, (ctx) =>
      auditAll(
        ctx,
        Array.from({ length: 500 }, (_, i) => entry(i === 0 ? "key.revoked" : "key.updated", part * 500 + i)),
      ),
    );
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await listAuditEvents(ctx, {
      action: "key.revoked",
      limit: 4,
      ...(cursor ? { cursor } : {}),
    });
    seen.push(...page.items.map(({ target }) => target.id));
    cursor = page.nextCursor;
  } while (cursor);
  expect(seen).toEqual(Array.from({ length: 9 }, (_, i) => `key_${(8 - i) * 500}`));
  expect((await listAuditEvents(ctx, { targetId: "key_7" })).items).toHaveLength(1);
  expect(await listAuditEvents(ctx, { action: "key.created" })).toEqual({ items: [], nextCursor: null });
  expect((await listAuditEvents(ctx, { cursor: "9007199254740991", limit: 1 })).items).toHaveLength(1);
});
