import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { CreateKey } from "@/components/keys/create-key";
import { KeyList } from "@/components/keys/key-list";
import type { KeyRowView } from "@/components/keys/key-table";
import {
  type KeyListParams,
  keyHref,
  listHref,
  listInput,
  loadKeyListParams,
  NO_FILTERS,
} from "@/components/keys/list-params";
import { NotPermitted } from "@/components/overview/not-permitted";
import { Page } from "@/components/shell/page";
import { listApis } from "@/lib/apis/list-apis";
import { pageContext } from "@/lib/auth/page-context";
import { page } from "@/lib/http/page";
import { countKeys, MOST_COUNTED } from "@/lib/keys/list-keys";
import { pageOfKeys } from "@/lib/keys/page-of-keys";
import type { KeyView } from "@/lib/keys/schemas";
import { administrativeKeys } from "@/lib/permissions/administrative";
import type { Ctx, Scope } from "@/lib/platform/context";
import { Problem } from "@/lib/platform/errors/problem";
import { unlessRefused } from "@/lib/platform/errors/refused-read";
import { allows } from "@/lib/platform/permission";
import { listRoles } from "@/lib/roles/list-roles";
import { callsOfKeys } from "@/lib/usage/key-calls";
import {
  callsLastHourAction,
  changeKeysAction,
  createKeyAction,
  findBySecretAction,
  firstCallAction,
} from "./actions";

export const metadata: Metadata = { title: "Keys" };

type Props = {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default page(async function KeysPage({ params, searchParams }: Props) {
  const { workspace: slug } = await params;
  const asked = await loadKeyListParams(searchParams);
  const { ctx } = await pageContext(slug);
  const may = (scope: Scope) => allows(ctx.scopes, scope);
  if (!may("keys:read"))
    return (
      <Page crumbs={[{ label: "Keys" }]}>
        <NotPermitted title="Keys" needs="keys:read" />
      </Page>
    );
  const withCalls = may("usage:read");
  const [page, { items: apis }, roles] = await Promise.all([
    readPage(ctx, slug, asked),
    listApis(ctx, { limit: 100 }),
    may("keys:create") && may("roles:read") ? listRoles(ctx, { limit: 100 }) : null,
  ]);
  const counts = await countKeys(ctx, listInput(asked, ctx.rt.now()));
  const rows = await rowsOf(ctx, slug, asked, page.items, withCalls);
  const oldestFirst = apis.toReversed();
  const api = asked.api ? apis.find((each) => each.id === asked.api) : oldestFirst[0];
  return (
    <Page crumbs={[{ label: "Keys" }]}>
      <KeyList
        slug={slug}
        params={asked}
        rows={rows}
        counts={counts}
        before={page.before}
        nextHref={page.nextCursor ? listHref(slug, asked, { cursor: page.nextCursor }) : undefined}
        previousHref={
          page.previous
            ? listHref(slug, asked, { cursor: page.previous === "first" ? null : page.previous })
            : undefined
        }
        apis={apis}
        withCalls={withCalls}
        mostCounted={MOST_COUNTED}
        may={{
          create: may("keys:create"),
          update: may("keys:update"),
          rotate: may("keys:rotate"),
          revoke: may("keys:revoke"),
        }}
        actions={{
          findBySecret: findBySecretAction.bind(null, slug),
          change: changeKeysAction.bind(null, slug),
          callsLastHour: callsLastHourAction.bind(null, slug),
        }}
      />
      {may("keys:create") && api && (
        <CreateKey
          apis={oldestFirst}
          apiId={api.id}
          roles={roles?.items.map((role) => role.name) ?? []}
          environment={asked.env}
          slug={slug}
          appUrl={ctx.rt.config.appUrl}
          create={createKeyAction.bind(null, slug)}
          firstCall={firstCallAction.bind(null, slug)}
        />
      )}
    </Page>
  );
});

/** What the address cannot mean (a cursor that no list gave, a permission that is none) leads to the whole list. */
async function readPage(ctx: Ctx, slug: string, params: KeyListParams) {
  try {
    return await pageOfKeys(ctx, {
      ...listInput(params, ctx.rt.now()),
      sort: params.sort,
      ...(params.state ? { state: params.state } : {}),
      ...(params.cursor ? { cursor: params.cursor } : {}),
    });
  } catch (error) {
    if (error instanceof Problem && error.code === "invalid_request")
      redirect(listHref(slug, params, params.cursor ? { cursor: null } : NO_FILTERS));
    throw error;
  }
}

async function rowsOf(
  ctx: Ctx,
  slug: string,
  params: KeyListParams,
  keys: readonly KeyView[],
  withCalls: boolean,
): Promise<KeyRowView[]> {
  const calls = withCalls
    ? await unlessRefused(
        callsOfKeys(
          ctx,
          keys.map((key) => key.id),
        ),
      )
    : null;
  const marked = await administrativeKeys(ctx, keys);
  return keys.map((view) => {
    const own = calls?.get(view.id);
    return {
      view,
      href: keyHref(slug, view.id, params),
      administrative: marked.has(view.id),
      calls: own && { total: own.total, points: own.buckets.map((bucket) => bucket.byCode) },
    };
  });
}
