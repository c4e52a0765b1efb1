import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { auditEvents, credentials, proofs, rotations } from "@/db/schema/index";
import type { History } from "./act";
import { KEYS } from "./keys";
import { REPLACEMENT } from "./northwind";
import { type Source, streamsOf, unknownKeys } from "./traffic";

const time = (date: Date | null) => date?.getTime() ?? Number.POSITIVE_INFINITY;

/** Reads back what the history made: who can call, with which secrets, and from when to when it was switched off. */
export async function readSources(tx: Tx, history: History, now: number): Promise<Source[]> {
  const ofWorkspace = {
    keys: eq(credentials.workspaceId, history.workspaceId),
    secrets: eq(proofs.workspaceId, history.workspaceId),
  };
  const rows = await tx.select().from(credentials).where(ofWorkspace.keys);
  const allProofs = await tx.select().from(proofs).where(ofWorkspace.secrets);
  const allRotations = await tx
    .select()
    .from(rotations)
    .where(eq(rotations.workspaceId, history.workspaceId))
    .orderBy(rotations.startedAt);
  const switched = await tx
    .select({ at: auditEvents.at, action: auditEvents.action, keyId: auditEvents.targetId })
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.workspaceId, history.workspaceId),
        inArray(auditEvents.action, ["key.disabled", "key.enabled"]),
      ),
    )
    .orderBy(auditEvents.sequence);
  const known = [...KEYS, REPLACEMENT].map((spec, index): Source => {
    const row = rows.find((key) => key.id === history.keys.get(spec.name));
    const first = allProofs
      .filter((secret) => secret.credentialId === row?.id)
      .sort((a, b) => (a.id < b.id ? -1 : 1))[0];
    if (!row || !first) throw new Error(`${spec.name} was not made`);
    const source = {
      spec,
      keyId: row.id,
      apiId: row.apiId ?? "",
      environment: row.environment ?? "",
      identityId: row.identityId ?? "",
      createdAt: row.createdAt.getTime(),
      expiresAt: time(row.expiresAt),
      revokedAt: time(row.revokedAt),
      disabled: spans(switched.filter((event) => event.keyId === row.id)),
      firstSecretId: first.id,
      rotations: allRotations
        .filter((rotation) => rotation.credentialId === row.id)
        .map((rotation) => ({
          oldSecretId: rotation.oldProofId,
          newSecretId: rotation.newProofId,
          startedAt: rotation.startedAt.getTime(),
          retiresAt: rotation.retiresAt.getTime(),
          cancelledAt: rotation.outcome === "cancelled" ? time(rotation.endedAt) : null,
        })),
    };
    return { ...source, streams: streamsOf(spec, index, source, now) };
  });
  return [...known, nobody()];
}

function spans(events: { at: Date; action: string }[]): Source["disabled"] {
  const found: Source["disabled"] = [];
  for (const event of events) {
    const last = found.at(-1);
    if (event.action === "key.disabled")
      found.push({ from: event.at.getTime(), to: Number.POSITIVE_INFINITY });
    else if (last) last.to = event.at.getTime();
  }
  return found;
}

function nobody(): Source {
  return {
    spec: null,
    keyId: "",
    apiId: "",
    environment: "",
    identityId: "",
    createdAt: 0,
    expiresAt: Number.POSITIVE_INFINITY,
    revokedAt: Number.POSITIVE_INFINITY,
    disabled: [],
    firstSecretId: "",
    rotations: [],
    streams: [unknownKeys()],
  };
}
