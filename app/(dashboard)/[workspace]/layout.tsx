import type { Metadata } from "next";
import type { ReactNode } from "react";
import { signOutAction } from "@/app/(auth)/actions";
import { navigation } from "@/components/shell/navigation";
import { Shell } from "@/components/shell/shell";
import { formatCountUpTo } from "@/components/ui/number-format";
import { listApis } from "@/lib/apis/list-apis";
import { pageContext } from "@/lib/auth/page-context";
import { page } from "@/lib/http/page";
import { countAllKeys } from "@/lib/keys/count-all-keys";
import { MOST_COUNTED } from "@/lib/keys/list-keys";
import { searchKeysAction } from "./search-keys";
import { searchOwnersAction } from "./search-owners";

type Props = { children: ReactNode; params: Promise<{ workspace: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { workspace } = await pageContext((await params).workspace);
  return {
    title: { template: `%s · ${workspace.name} · Latchkey`, default: `${workspace.name} · Latchkey` },
  };
}

/** The frame around each page of a workspace. It guards nothing: every page asks for its own context. */
export default page(async function WorkspaceLayout({ children, params }: Props) {
  const { workspace: slug } = await params;
  const { ctx, user, role, workspace, workspaces } = await pageContext(slug);
  const [{ items: apis }, keys] = await Promise.all([listApis(ctx, { limit: 100 }), countAllKeys(ctx)]);
  return (
    <Shell
      workspace={{ slug, name: workspace.name }}
      workspaces={workspaces.map(({ slug: each, name, role: own }) => ({ slug: each, name, role: own }))}
      user={{ email: user.email, role }}
      apis={apis.map(({ id, name }) => ({ id, name })).reverse()}
      sections={navigation(slug, { keys: formatCountUpTo(keys, MOST_COUNTED) })}
      docsHref="/docs"
      createKeyHref={`/${slug}/keys?create`}
      signOut={signOutAction}
      searchKeys={searchKeysAction.bind(null, slug)}
      searchOwners={searchOwnersAction.bind(null, slug)}
    >
      {children}
    </Shell>
  );
});
