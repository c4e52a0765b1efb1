"use server";

import { formatPlural } from "@/components/ui/number-format";
import type { Suggestion } from "@/components/ui/suggest-input";
import { pageContext } from "@/lib/auth/page-context";
import { typedText } from "@/lib/http/action";
import { listIdentities } from "@/lib/identities/list-identities";
import { allows } from "@/lib/platform/permission";

const MOST = 8;
/** More than is shown, so that an id that begins with the text is not crowded out by those that hold it. */
const LOOKED_AT = 40;

/** The workspace's identities whose own id holds the text, those that begin with it first; without a text the newest. */
export async function searchOwnersAction(slug: string, text: string): Promise<Suggestion[]> {
  const { ctx } = await pageContext(slug);
  if (!allows(ctx.scopes, "identities:read")) return [];
  const asked = typedText(text).toLowerCase();
  const { items } = await listIdentities(ctx, { search: asked, limit: LOOKED_AT });
  const rank = (externalId: string) => (externalId.toLowerCase().startsWith(asked) ? 0 : 1);
  return items
    .filter(({ externalId }) => externalId.toLowerCase().includes(asked))
    .sort((a, b) => rank(a.externalId) - rank(b.externalId))
    .slice(0, MOST)
    .map(({ externalId, usedBy }) => ({ value: externalId, note: formatPlural(usedBy.keys, "key") }));
}
