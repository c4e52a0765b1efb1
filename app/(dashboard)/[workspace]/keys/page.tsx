import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { CreateKey } from "@/components/keys/create-key";
import { KeyList } from "@/components/keys/key-list";
import type { KeyRowView } from "@/components/keys/key-table";
import { type KeyListParams, keyHref, listHref, loadKeyListParams } from "@/components/keys/list-params";
import { secretIn } from "@/components/keys/secret-form";
import { NotPermitted } from "@/components/overview/not-permitted";
import { Page } from "@/components/shell/page";
import { listApis } from "@/lib/apis/list-apis";
import { pageContext } from "@/lib/auth/page-context";
import type { Ctx, Scope } from "@/lib/context";
import { Problem } from "@/lib/errors/problem";
import { page } from "@/lib/http/page";
import { countKeys } from "@/lib/keys/list-keys";
import { pageOfKeys } from "@/lib/keys/page-of-keys";
import type { KeyView } from "@/lib/keys/schemas";
import { allows } from "@/lib/permissions/permission";
import { callsOfKeys } from "@/lib/usage/key-calls";
import { createKeyAction, findBySecretAction, firstCallAction } from "./actions";

export const metadata: Metadata = { title: "Keys" };

type Props = {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default page(async function KeysPage({ params, searchParams }: Props) {
  const { workspace: slug } = await params;
  const asked = await loadKeyListParams(searchParams);
  // A secret that came in by the address leaves it again.
  if (secretIn(asked.q).kind !== "none") redirect(listHref(slug, asked, { q: "" }));
  const { ctx } = await pageContext(slug);
  const may = (scope: Scope) => allows(ctx.scopes, scope);
  if (!may("keys:read"))
    return (
      <Page crumbs={[{ label: "Keys" }]}>
        <NotPermitted title="Keys" needs="keys:read" />
      </Page>
    );
  const withCalls = may("usage:read");
  const [page, counts, { items: apis }] = await Promise.all([
    readPage(ctx, slug, asked),
    countKeys(ctx, filterOf(asked)),
    listApis(ctx, { limit: 100 }),
  ]);
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
        mayCreate={may("keys:create")}
        findBySecret={findBySecretAction.bind(null, slug)}
      />
      {may("keys:create") && api && (
        <CreateKey
          apis={oldestFirst}
          apiId={api.id}
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

function filterOf({ q, env, api }: KeyListParams) {
  return {
    environment: env,
    ...(q ? { search: q.slice(0, 255) } : {}),
    ...(api ? { apiId: api } : {}),
  };
}

/** A cursor that no list gave leads to the first page. */
async function readPage(ctx: Ctx, slug: string, params: KeyListParams) {
  try {
    return await pageOfKeys(ctx, {
      ...filterOf(params),
      ...(params.state ? { state: params.state } : {}),
      ...(params.cursor ? { cursor: params.cursor } : {}),
    });
  } catch (error) {
    if (error instanceof Problem && error.code === "invalid_request" && params.cursor)
      redirect(listHref(slug, params, { cursor: null }));
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
    ? await callsOfKeys(
        ctx,
        keys.map((key) => key.id),
      )
    : null;
  return keys.map((view) => {
    const own = calls?.get(view.id);
    return {
      view,
      href: keyHref(slug, view.id, params),
      calls: own && { total: own.total, points: own.buckets.map((bucket) => bucket.byCode) },
    };
  });
}
