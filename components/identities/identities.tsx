"use client";

import { Plus } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Sparkline } from "@/components/charts/sparkline";
import { FormDialog } from "@/components/forms/form-dialog";
import { fieldFault } from "@/components/forms/problem-text";
import { limitWords } from "@/components/limits/limit-words";
import { Bleed, PageHeader } from "@/components/shell/page";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { formatCount } from "@/components/ui/number-format";
import { SearchBox } from "@/components/ui/search-box";
import { EmptyState } from "@/components/ui/states";
import { Pager, Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { ActionResult } from "@/lib/http/action";
import type { IdentityView } from "@/lib/identities/schemas";
import type { IdentityCalls } from "@/lib/usage/identity-calls";
import { identitiesQuery } from "./identities-params";

type Row = { view: IdentityView; calls: IdentityCalls | null };

export interface IdentitiesProps {
  slug: string;
  q: string;
  cursor: string | null;
  nextCursor: string | null;
  rows: readonly Row[];
  /** Null where the person may create none. */
  create: ((externalId: string) => Promise<ActionResult<IdentityView>>) | null;
}

/** The consumers that keys belong to: what they have, and what they use. */
export function Identities({ slug, q, cursor, nextCursor, rows, create }: IdentitiesProps) {
  const href = (change: { q?: string; cursor?: string | null }) =>
    identitiesQuery(`/${slug}/identities`, change);
  const button = create && <CreateIdentity slug={slug} create={create} />;
  const empty = rows.length === 0;
  return (
    <>
      <PageHeader
        title="Identities"
        note="The consumers that keys belong to."
        actions={(!empty || q !== "") && button}
      />
      {(!empty || q !== "") && (
        <div className="pb-2">
          <SearchBox label="Search identities" value={q} href={(text) => href({ q: text })} />
        </div>
      )}
      {empty ? (
        <div className="rounded-lg border border-line">
          {q ? (
            <EmptyState title={`No identity matches “${q}”`}>
              The search looks at your own ids and at ours.
            </EmptyState>
          ) : (
            <EmptyState title="No identity yet" action={button}>
              A key that names an owner makes its identity. Limits and credits can be shared by all keys of
              one.
            </EmptyState>
          )}
        </div>
      ) : (
        <Bleed className="border-line border-y">
          <IdentityTable slug={slug} rows={rows} />
        </Bleed>
      )}
      {(cursor || nextCursor) && (
        <Pager
          note={null}
          previousHref={cursor ? href({ q }) : undefined}
          nextHref={nextCursor ? href({ q, cursor: nextCursor }) : undefined}
        />
      )}
    </>
  );
}

function IdentityTable({ slug, rows }: { slug: string; rows: readonly Row[] }) {
  return (
    <Table label="Identities" edge="page" stack>
      <THead>
        <Th>Identity</Th>
        <Th>Limits and credits</Th>
        <Th numeric>Keys</Th>
        <Th numeric colSpan={2}>
          Calls, 7 days
        </Th>
        <Th numeric>Last used</Th>
      </THead>
      <TBody>
        {rows.map(({ view, calls }) => (
          <Tr key={view.id} className="relative">
            <Td lead at="lead">
              <Link
                prefetch={false}
                href={`/${slug}/identities/${view.id}`}
                className="after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-focus focus-visible:after:-outline-offset-2"
              >
                {view.externalId}
              </Link>
            </Td>
            <Td at="sub">
              <Chips view={view} />
            </Td>
            <Td numeric at="aside">
              {formatCount(view.usedBy.keys)}
              <span className="text-ink-3 md:hidden"> {view.usedBy.keys === 1 ? "key" : "keys"}</span>
            </Td>
            <Td numeric>{calls ? formatCount(calls.total) : "—"}</Td>
            <Td numeric at="subaside" className="w-[100px] pl-1">
              <Sparkline points={calls?.buckets.map((bucket) => bucket.byCode) ?? []} />
            </Td>
            <Td numeric quiet>
              <Time at={calls?.lastUsedAt} as="relative" absent="Never" />
            </Td>
          </Tr>
        ))}
      </TBody>
    </Table>
  );
}

function Chips({ view }: { view: IdentityView }) {
  if (view.ratelimits.length === 0 && !view.credits) return <span className="text-ink-3">—</span>;
  return (
    <span className="flex flex-wrap gap-1.5">
      {view.ratelimits.slice(0, 2).map((limit) => (
        <Badge key={limit.name}>
          {limitWords(limit)}
          {limit.perKey && " per key"}
        </Badge>
      ))}
      {view.ratelimits.length > 2 && <Badge>+{view.ratelimits.length - 2}</Badge>}
      {view.credits && (
        <Badge tone={view.credits.remaining === 0 ? "danger" : "plain"}>
          {formatCount(view.credits.remaining)} credits
        </Badge>
      )}
    </span>
  );
}

function CreateIdentity({ slug, create }: { slug: string; create: NonNullable<IdentitiesProps["create"]> }) {
  const router = useRouter();
  const [text, setText] = useState("");
  return (
    <FormDialog
      trigger={
        <Button variant="primary" icon={<Plus />}>
          Create identity
        </Button>
      }
      title="Create identity"
      description="Before it has keys, so that its limits and credits are there from the first call."
      confirm="Create identity"
      shows={["externalId"]}
      send={() => create(text.trim())}
      onDone={(made) => router.push(`/${slug}/identities/${made.id}`)}
    >
      {(problem) => (
        <Field
          label="External id"
          error={fieldFault(problem, "externalId")}
          help="Your own id for the consumer. It stays."
        >
          <Input
            value={text}
            onChange={(event) => setText(event.target.value)}
            autoComplete="off"
            placeholder="customer_42"
            autoFocus
          />
        </Field>
      )}
    </FormDialog>
  );
}
