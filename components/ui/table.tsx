// biome-ignore-all lint/a11y/noRedundantRoles: a table laid out as grid on a narrow screen loses its roles unless they are written
import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

/**
 * Where a cell goes when a row becomes two lines (below 720 px); a cell without a place is not shown there.
 * `check | lead aside | menu` over `check | sub subaside | menu`, and `more` on a third line.
 */
export type CellPlace = "check" | "lead" | "sub" | "aside" | "subaside" | "more" | "menu";

export interface TableProps extends Omit<ComponentProps<"table">, "role"> {
  /** Says what the table holds; read out, not shown. */
  label: string;
  /** `page`: first and last cells keep the page's padding of 24 (the table bleeds); `panel`: 16. */
  edge?: "page" | "panel" | undefined;
  /** Rows become two lines on a narrow screen, placed by each cell's `at`; otherwise the table scrolls sideways. */
  stack?: boolean | undefined;
  /** 32 px rows instead of 36. */
  dense?: boolean | undefined;
}

const edges = {
  page: "[&_tr>*:first-child]:pl-6 [&_tr>*:last-child]:pr-6 narrow:[&_tr>*:first-child]:pl-4 narrow:[&_tr>*:last-child]:pr-4",
  panel: "[&_tr>*:first-child]:pl-4 [&_tr>*:last-child]:pr-4",
};
/* In a stacked row the padding is the row's own. */
const stacked = {
  page: "narrow:[&>tbody>tr]:px-4! narrow:[&>tbody>tr>*:first-child]:pl-0! narrow:[&>tbody>tr>*:last-child]:pr-0!",
  panel:
    "narrow:[&>tbody>tr]:px-4! narrow:[&>tbody>tr>*:first-child]:pl-0! narrow:[&>tbody>tr>*:last-child]:pr-0!",
};

/** A table of hairlines; cells keep to one line (`whitespace-normal` lets one wrap, `max-lg:hidden` drops a column). The roles are written out because a grid layout would drop them. */
export function Table({ label, edge = "panel", stack, dense, className, children, ...rest }: TableProps) {
  const table = (
    <table
      role="table"
      aria-label={label}
      data-stack={stack || undefined}
      {...rest}
      className={cn(
        "w-full border-separate border-spacing-0 text-left text-body",
        dense ? "[&>tbody>tr>*]:h-8" : "[&>tbody>tr>*]:h-9",
        edges[edge],
        stack && stacked[edge],
        className,
      )}
    >
      {children}
    </table>
  );
  return (
    <div className={cn("relative w-full", stack ? "md:overflow-x-auto" : "overflow-x-auto")}>{table}</div>
  );
}

export function THead({ children }: { children: ReactNode }) {
  return (
    <thead role="rowgroup">
      <tr role="row">{children}</tr>
    </thead>
  );
}

export function TBody({ children, ...rest }: ComponentProps<"tbody">) {
  return (
    <tbody role="rowgroup" {...rest}>
      {children}
    </tbody>
  );
}

export interface TrProps extends Omit<ComponentProps<"tr">, "role"> {
  selected?: boolean | undefined;
  /** An ended thing: its text steps back. */
  ended?: boolean | undefined;
}

export function Tr({ selected, ended, className, ...rest }: TrProps) {
  return (
    <tr
      role="row"
      aria-selected={selected}
      data-ended={ended || undefined}
      {...rest}
      className={cn(
        "group/row [&>*]:border-line [&>*]:border-b last:[&>*]:border-b-0 narrow:[[data-stack]_&]:border-line narrow:[[data-stack]_&]:border-b narrow:[[data-stack]_&:last-child]:border-b-0",
        selected ? "bg-row-sel" : "hover:bg-hover",
        className,
      )}
    />
  );
}

export interface ThProps extends Omit<ComponentProps<"th">, "role"> {
  /** Right-aligned. */
  numeric?: boolean | undefined;
  /** The order in force, if this column gives it. */
  sort?: "ascending" | "descending" | undefined;
  /** The page sorted by this column. */
  sortHref?: string | undefined;
}

export function Th({ numeric, sort, sortHref, className, children, ...rest }: ThProps) {
  const Arrow = sort === "ascending" ? ArrowUp : ArrowDown;
  const content = (
    <>
      {sort && <Arrow className="size-3" />}
      {children}
    </>
  );
  return (
    <th
      role="columnheader"
      scope="col"
      aria-sort={sort}
      {...rest}
      className={cn(
        "h-8 whitespace-nowrap border-line border-b px-2 font-medium text-ink-2 text-label",
        numeric && "text-right",
        sort && "text-ink",
        className,
      )}
    >
      {sortHref ? (
        <Link href={sortHref} scroll={false} className="inline-flex h-6 items-center gap-1 hover:text-ink">
          {content}
        </Link>
      ) : sort ? (
        <span className="inline-flex items-center gap-1">{content}</span>
      ) : (
        children
      )}
    </th>
  );
}

export interface TdProps extends Omit<ComponentProps<"td">, "role"> {
  numeric?: boolean | undefined;
  /** Monospaced: keys, ids, codes, addresses. Never truncated. */
  mono?: boolean | undefined;
  /** The row's name, in ink and medium; becomes its row header. */
  lead?: boolean | undefined;
  /** Second in importance: ink-2. */
  quiet?: boolean | undefined;
  at?: CellPlace | undefined;
}

export function Td({ numeric, mono, lead, quiet, at, className, ...rest }: TdProps) {
  const Cell = lead ? "th" : "td";
  return (
    <Cell
      role={lead ? "rowheader" : "cell"}
      {...(lead ? { scope: "row" } : {})}
      data-at={at}
      {...rest}
      className={cn(
        "px-2 font-normal md:whitespace-nowrap",
        numeric && "text-right",
        mono && "whitespace-nowrap font-mono text-[13px] text-ink-2",
        quiet && "text-ink-2",
        lead &&
          "max-w-[220px] truncate font-medium text-ink lg:max-w-[380px] group-data-ended/row:font-normal group-data-ended/row:text-ink-3",
        className,
      )}
    />
  );
}

/** “1–16 of 1,284” and the two ways on; a page without `previousHref` or `nextHref` is an end. */
export function Pager({
  note,
  previousHref,
  nextHref,
}: {
  note: ReactNode;
  previousHref?: string | undefined;
  nextHref?: string | undefined;
}) {
  const step = (href: string | undefined, label: string) => {
    const look = "inline-flex h-(--control-m) items-center rounded-md border px-2.5 text-body font-medium";
    return href ? (
      <Link href={href} className={cn(look, "border-line-2 hover:bg-hover")}>
        {label}
      </Link>
    ) : (
      <span aria-disabled className={cn(look, "border-line bg-inset text-ink-3")}>
        {label}
      </span>
    );
  };
  return (
    <nav aria-label="Pages" className="flex items-center gap-2 py-2.5">
      <span className="flex-1 text-ink-3 text-body">{note}</span>
      {step(previousHref, "Previous")}
      {step(nextHref, "Next")}
    </nav>
  );
}
