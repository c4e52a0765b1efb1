import type { Metadata } from "next";
import { AuditFilters } from "@/components/audit/audit-filters";
import { AuditHeader } from "@/components/audit/audit-header";
import { type AuditFilter, auditHref } from "@/components/audit/audit-href";
import { AuditTable } from "@/components/audit/audit-table";
import { NotPermitted } from "@/components/overview/not-permitted";
import { Bleed, Page } from "@/components/shell/page";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/states";
import { Pager } from "@/components/ui/table";
import { listAuditEvents } from "@/lib/audit/list-audit-events";
import { pageContext } from "@/lib/auth/page-context";
import { page } from "@/lib/http/page";
import { allows } from "@/lib/platform/permission";
import { verifyChainAction } from "./actions";

export const metadata: Metadata = { title: "Audit log" };

const PAGE = 50;

type Query = Record<string, string | string[] | undefined>;
type Props = { params: Promise<{ workspace: string }>; searchParams: Promise<Query> };

const one = (value: Query[string]) => (typeof value === "string" && value !== "" ? value : undefined);

/** The address of another page of the log. `trail` remembers the cursors on the way here, so that one can go back. */
function pageHref(slug: string, filter: AuditFilter, trail: string[]): string {
  const base = auditHref(slug, filter);
  return trail.length === 0 ? base : `${base}${base.includes("?") ? "&" : "?"}at=${trail.join(".")}`;
}

export default page(async function AuditPage({ params, searchParams }: Props) {
  const [{ workspace: slug }, query] = await Promise.all([params, searchParams]);
  const { ctx } = await pageContext(slug);
  const crumbs = [{ label: "Audit log" }];
  if (!allows(ctx.scopes, "audit:read"))
    return (
      <Page crumbs={crumbs} unscoped>
        <NotPermitted title="Audit log" needs="audit:read" />
      </Page>
    );
  const filter: AuditFilter = {
    action: one(query["action"]),
    actor: one(query["actor"]),
    target: one(query["target"]),
  };
  const trail =
    one(query["at"])
      ?.split(".")
      .filter((part) => /^\d{1,15}$/.test(part)) ?? [];
  const cursor = trail.at(-1);
  const { items, nextCursor } = await listAuditEvents(ctx, {
    limit: PAGE,
    ...(cursor ? { cursor } : {}),
    ...(filter.action ? { action: filter.action } : {}),
    ...(filter.actor ? { actorId: filter.actor } : {}),
    ...(filter.target ? { targetId: filter.target } : {}),
  });
  const filtered = Object.values(filter).some(Boolean);
  const names = {
    actor: items.find((event) => event.actor.id === filter.actor)?.actor.name,
    target: items.find((event) => event.target.id === filter.target)?.target.name,
  };
  return (
    <Page crumbs={crumbs} unscoped>
      <AuditHeader slug={slug} verify={verifyChainAction.bind(null, slug)} />
      <AuditFilters slug={slug} filter={filter} names={names} />
      <Bleed className="border-line border-y">
        {items.length > 0 ? (
          <AuditTable slug={slug} events={items} opened={Number(one(query["event"]))} />
        ) : (
          <EmptyState
            title={filtered ? "No event matches" : "Nothing has been changed yet"}
            className="px-6 narrow:px-4"
            action={
              filtered && (
                <ButtonLink size="m" href={auditHref(slug, {})}>
                  Show all
                </ButtonLink>
              )
            }
          >
            {filtered
              ? "No change of this kind was made, or it was made by or to another."
              : "Each change to a key, an API or the workspace is written here."}
          </EmptyState>
        )}
      </Bleed>
      {items.length > 0 && (
        <Pager
          note={filtered ? `${items.length} on this page` : `${items.length} on this page, newest first`}
          previousHref={cursor ? pageHref(slug, filter, trail.slice(0, -1)) : undefined}
          nextHref={nextCursor ? pageHref(slug, filter, [...trail, nextCursor]) : undefined}
        />
      )}
    </Page>
  );
});
