"use server";

import type { KeyHit } from "@/components/shell/shell-context";
import { pageContext } from "@/lib/auth/page-context";
import { listKeys } from "@/lib/keys/list-keys";
import type { KeyView } from "@/lib/keys/schemas";
import { parseSecret, secretEnds } from "@/lib/keys/secret";

const MOST = 8;

function hit(slug: string, key: KeyView): KeyHit {
  const shown = key.secrets.find((secret) => secret.state !== "retired") ?? key.secrets[0];
  return {
    id: key.id,
    name: key.name,
    start: shown ? `${shown.start}…${shown.last4}` : key.prefix,
    href: `/${slug}/keys/${key.id}`,
    note: key.state === "active" ? (key.externalId ?? undefined) : key.state,
    retiresAt: key.state === "active" ? key.rotation?.retiresAt : null,
  };
}

/** Keys by name, owner, start or id. A whole pasted secret finds its key by the ends that are kept of it. */
export async function searchKeysAction(slug: string, query: string): Promise<KeyHit[]> {
  const { ctx } = await pageContext(slug);
  const asked = String(query).trim().slice(0, 255);
  if (!parseSecret(asked)) {
    const { items } = await listKeys(ctx, { search: asked, limit: MOST });
    return items.map((key) => hit(slug, key));
  }
  const ends = secretEnds(asked);
  const { items } = await listKeys(ctx, { search: ends.start, limit: 100 });
  return items
    .filter((key) => key.secrets.some((secret) => secret.start === ends.start && secret.last4 === ends.last4))
    .slice(0, MOST)
    .map((key) => hit(slug, key));
}
