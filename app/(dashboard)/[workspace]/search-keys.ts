"use server";

import type { KeyHit } from "@/components/shell/shell-context";
import { pageContext } from "@/lib/auth/page-context";
import { typedText } from "@/lib/http/action";
import { listKeys } from "@/lib/keys/list-keys";
import type { KeyView } from "@/lib/keys/schemas";
import { parseSecret, secretEnds } from "@/lib/platform/secret";

const MOST = 8;
/** More than is shown, so that a name that matches is not crowded out by owners and prefixes that do. */
const LOOKED_AT = 40;

/** Names that begin with what was typed, names that hold it, then the rest; newest first among equals. */
function byName(items: readonly KeyView[], asked: string): KeyView[] {
  const text = asked.toLowerCase();
  const rank = ({ name }: KeyView) => {
    const at = name.toLowerCase().indexOf(text);
    return at === 0 ? 0 : at > 0 ? 1 : 2;
  };
  return [...items].sort((a, b) => rank(a) - rank(b));
}

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
  const asked = typedText(query);
  if (!parseSecret(asked)) {
    const { items } = await listKeys(ctx, { search: asked, limit: LOOKED_AT });
    return byName(items, asked)
      .slice(0, MOST)
      .map((key) => hit(slug, key));
  }
  const ends = secretEnds(asked);
  const { items } = await listKeys(ctx, { search: ends.start, limit: 100 });
  return items
    .filter((key) => key.secrets.some((secret) => secret.start === ends.start && secret.last4 === ends.last4))
    .slice(0, MOST)
    .map((key) => hit(slug, key));
}
