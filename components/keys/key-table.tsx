import { Globe, ShieldAlert } from "lucide-react";
import Link from "next/link";
import { Sparkline } from "@/components/charts/sparkline";
import { Checkbox } from "@/components/ui/choice";
import { KeyState, RotationChip, SecretStart } from "@/components/ui/key-state";
import { formatCount } from "@/components/ui/number-format";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import { Expiry, Time } from "@/components/ui/time";
import type { KeyView } from "@/lib/keys/schemas";
import type { VerificationCode } from "@/lib/verify/codes";
import type { ColumnId } from "./key-columns";
import type { ListSort } from "./list-params";
import { shownSecret } from "./shown-secret";

export interface KeyRowView {
  view: KeyView;
  href: string;
  /** It has a permission that is marked administrative. */
  administrative: boolean;
  /** Absent where the person may not see usage. */
  calls?: { total: number; points: readonly Partial<Record<VerificationCode, number>>[] } | undefined;
}

export interface KeyTableProps {
  rows: readonly KeyRowView[];
  withCalls: boolean;
  columns: ReadonlySet<ColumnId>;
  apis: readonly { id: string; name: string }[];
  sorting: { current: ListSort; href: (sort: ListSort) => string };
  /** Absent where nothing can be done to several. */
  selection:
    | {
        selected: ReadonlyMap<string, string>;
        select: (rows: readonly KeyRowView[], on: boolean) => void;
      }
    | undefined;
}

/** A page of keys. At 390 px each row has two lines: name and state, secret and calls. */
export function KeyTable({ rows, withCalls, columns, apis, sorting, selection }: KeyTableProps) {
  const sort = (by: ListSort, way: "ascending" | "descending") =>
    sorting.current === by ? { sort: way, sortHref: sorting.href("newest") } : { sortHref: sorting.href(by) };
  const chosen = rows.filter((row) => selection?.selected.has(row.view.id)).length;
  return (
    <Table label="Keys" edge="page" stack>
      <THead>
        {selection && (
          <Th className="w-10">
            <Checkbox
              aria-label="Select all keys of this page"
              checked={chosen === rows.length}
              indeterminate={chosen > 0 && chosen < rows.length}
              onChange={(event) => selection.select(rows, event.target.checked)}
            />
          </Th>
        )}
        <Th {...sort("name", "ascending")}>Name</Th>
        {columns.has("key") && <Th>Key</Th>}
        {columns.has("owner") && <Th className="max-lg:hidden">Owner</Th>}
        {columns.has("api") && <Th className="max-lg:hidden">API</Th>}
        <Th>State</Th>
        {withCalls && columns.has("calls") && (
          <Th numeric colSpan={2}>
            Calls, 7 days
          </Th>
        )}
        {columns.has("created") && (
          <Th
            numeric
            sort={sorting.current === "newest" ? "descending" : undefined}
            sortHref={sorting.href("newest")}
          >
            Created
          </Th>
        )}
        {columns.has("lastUsed") && (
          <Th numeric {...sort("lastUsed", "descending")}>
            Last used
          </Th>
        )}
        {columns.has("expires") && (
          <Th numeric {...sort("expiry", "ascending")}>
            Expires
          </Th>
        )}
      </THead>
      <TBody>
        {rows.map((row) => (
          <KeyRow
            key={row.view.id}
            {...row}
            withCalls={withCalls && columns.has("calls")}
            columns={columns}
            apiName={apis.find((api) => api.id === row.view.apiId)?.name ?? "—"}
            selected={selection?.selected.has(row.view.id)}
            onSelect={selection && ((on) => selection.select([row], on))}
          />
        ))}
      </TBody>
    </Table>
  );
}

interface KeyRowProps extends KeyRowView {
  withCalls: boolean;
  columns: ReadonlySet<ColumnId>;
  apiName: string;
  selected: boolean | undefined;
  onSelect: ((on: boolean) => void) | undefined;
}

function KeyRow({
  view,
  href,
  calls,
  withCalls,
  administrative,
  columns,
  apiName,
  selected,
  onSelect,
}: KeyRowProps) {
  const secret = shownSecret(view);
  const ended = view.state === "expired" || view.state === "revoked";
  const rotating = view.state === "active" ? view.rotation : null;
  return (
    <Tr ended={ended} selected={selected} className="relative">
      {onSelect && (
        <Td at="check" className="relative z-10 w-10">
          <Checkbox
            aria-label={`Select ${view.name}`}
            checked={selected ?? false}
            onChange={(event) => onSelect(event.target.checked)}
          />
        </Td>
      )}
      <Td lead at="lead">
        {/* The whole row leads to the key; its name is what is read out. */}
        <Link
          prefetch={false}
          href={href}
          className="after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-focus focus-visible:after:-outline-offset-2"
        >
          {view.name}
        </Link>
        {view.publishable && (
          <Globe role="img" aria-label="Publishable" className="ml-2 inline size-3.5 text-ink-3" />
        )}
        {administrative && (
          <ShieldAlert role="img" aria-label="Administrative" className="ml-2 inline size-3.5 text-ink-3" />
        )}
      </Td>
      {columns.has("key") && (
        <Td mono at="sub" className={ended ? "text-ink-3" : undefined}>
          <SecretStart start={secret.start} last4={secret.last4} />
        </Td>
      )}
      {columns.has("owner") && (
        <Td quiet className="max-w-[200px] truncate max-lg:hidden">
          {view.externalId ?? <span className="text-ink-3">—</span>}
        </Td>
      )}
      {columns.has("api") && (
        <Td quiet className="max-w-[200px] truncate max-lg:hidden">
          {apiName}
        </Td>
      )}
      <Td at="aside">
        <span className="flex items-center gap-3 narrow:justify-end">
          <KeyState state={view.state} className={rotating ? "narrow:hidden" : undefined} />
          {view.revokedAt && <Time at={view.revokedAt} as="day" className="text-ink-3 narrow:hidden" />}
          {rotating && <RotationChip retiresAt={rotating.retiresAt} className="ml-1" />}
        </span>
      </Td>
      {withCalls && (
        <>
          <Td numeric className={ended ? "text-ink-3" : undefined}>
            {formatCount(calls?.total ?? 0)}
          </Td>
          <Td numeric at="subaside" className="w-[100px] pl-1">
            <Sparkline points={calls?.points ?? []} />
          </Td>
        </>
      )}
      {columns.has("created") && (
        <Td numeric quiet>
          <Time at={view.createdAt} as="date" className={ended ? "text-ink-3" : undefined} />
        </Td>
      )}
      {columns.has("lastUsed") && (
        <Td numeric quiet>
          <Time
            at={view.lastUsedAt}
            as="relative"
            absent="Never"
            className={ended ? "text-ink-3" : undefined}
          />
        </Td>
      )}
      {columns.has("expires") && (
        <Td numeric quiet>
          {view.state === "active" || view.state === "disabled" ? (
            <Expiry at={view.expiresAt} />
          ) : (
            <Time at={view.expiresAt} as="date" className="text-ink-3" />
          )}
        </Td>
      )}
    </Tr>
  );
}
