"use client";

import { ChevronDown } from "lucide-react";
import Link from "next/link";
import { Fragment, useId, useState } from "react";
import { cn } from "@/components/ui/cn";
import { CopyButton } from "@/components/ui/copy-button";
import { Facts } from "@/components/ui/panel";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { AuditEventView } from "@/lib/audit/list-audit-events";
import { auditHref } from "./audit-href";
import { Changes } from "./changes";
import { actionIcon, actionWords, targetHref } from "./words";

export interface AuditTableProps {
  slug: string;
  events: readonly AuditEventView[];
  /** The number of the event that the page is asked for; its row is open. */
  opened?: number | undefined;
}

/** Who did what to what, newest first; each row opens to what changed. */
export function AuditTable({ slug, events, opened }: AuditTableProps) {
  return (
    <Table label="Audit events" edge="page" stack>
      <THead>
        <Th className="w-[150px]">Time</Th>
        <Th className="w-[24%]">Who</Th>
        <Th>What</Th>
        <Th className="w-[24%]">To what</Th>
        <Th>From</Th>
        <Th className="w-12">
          <span className="sr-only">Details</span>
        </Th>
      </THead>
      <TBody>
        {events.map((event) => {
          const asked = event.sequence === opened;
          return <EventRows key={`${event.id} ${asked}`} slug={slug} event={event} asked={asked} />;
        })}
      </TBody>
    </Table>
  );
}

function EventRows({ slug, event, asked }: { slug: string; event: AuditEventView; asked: boolean }) {
  const [open, setOpen] = useState(asked);
  const id = useId();
  const words = actionWords(event.action);
  const Icon = actionIcon(event.action);
  return (
    <Fragment>
      <Tr className={cn(asked && "bg-row-sel", open && "[&>*]:border-b-0 narrow:border-b-0!")}>
        <Td at="subaside" className="whitespace-nowrap text-ink-2">
          <Time at={event.at} as="moment" />
        </Td>
        <Td at="sub" quiet className="max-w-0 truncate">
          {event.actor.name}
        </Td>
        <Td at="lead" className="whitespace-nowrap">
          <span className="inline-flex items-center gap-2">
            <Icon aria-hidden size={14} strokeWidth={1.5} className="shrink-0 text-ink-2" />
            {words}
          </span>
        </Td>
        <Td at="more" className="max-w-0 truncate font-medium">
          <Target slug={slug} target={event.target} />
        </Td>
        <Td mono>{event.address ?? "—"}</Td>
        <Td at="menu" className="text-right">
          <button
            type="button"
            aria-expanded={open}
            aria-controls={id}
            aria-label={`Details of ${words}, ${event.target.name}`}
            onClick={() => setOpen(!open)}
            className="inline-grid size-6 place-items-center rounded-sm text-ink-2 hover:bg-selected hover:text-ink narrow:size-9"
          >
            <ChevronDown
              aria-hidden
              size={16}
              strokeWidth={1.5}
              className={cn("transition-transform", open && "rotate-180")}
            />
          </button>
        </Td>
      </Tr>
      <Tr id={id} hidden={!open} className={cn("bg-inset", !open && "hidden!")}>
        <Td colSpan={6} at="more" className="max-w-0 pt-1 pb-4 narrow:col-span-4 narrow:max-w-none">
          {open && <Details slug={slug} event={event} />}
        </Td>
      </Tr>
    </Fragment>
  );
}

function Target({ slug, target }: { slug: string; target: AuditEventView["target"] }) {
  const href = targetHref(slug, target);
  if (!href) return <>{target.name}</>;
  return (
    <Link href={href} className="link">
      {target.name}
    </Link>
  );
}

function Details({ slug, event }: { slug: string; event: AuditEventView }) {
  return (
    <div className="grid grid-cols-2 items-start gap-x-8 gap-y-5 pt-3 max-lg:grid-cols-1">
      <Changes before={event.before} after={event.after} />
      <Facts
        className="grid-cols-[112px_minmax(0,1fr)] gap-x-4"
        items={[
          {
            label: "Only",
            value: (
              <span className="flex flex-wrap gap-x-4 gap-y-1">
                <Link className="link" href={auditHref(slug, { target: event.target.id })}>
                  this {event.target.type.replace("_", " ")}
                </Link>
                <Link className="link" href={auditHref(slug, { actor: event.actor.id })}>
                  {event.actor.name}
                </Link>
                <Link className="link" href={auditHref(slug, { action: event.action })}>
                  {actionWords(event.action).toLowerCase()}
                </Link>
              </span>
            ),
          },
          { label: "Target", value: <Copied text={event.target.id} label="Copy the target's id" /> },
          { label: "Address", value: <code>{event.address ?? "—"}</code> },
          { label: "With", value: event.userAgent ?? "—" },
          { label: "Request", value: <Copied text={event.requestId} label="Copy the request's id" /> },
          {
            label: `Hash ${event.sequence}`,
            value: (
              <>
                <code title={event.hash}>{event.hash.slice(0, 16)}…</code>
                <CopyButton iconOnly size="s" text={event.hash} label="Copy the event's hash" />
              </>
            ),
          },
        ]}
      />
    </div>
  );
}

function Copied({ text, label }: { text: string; label: string }) {
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <code className="min-w-0 break-all">{text}</code>
      <CopyButton iconOnly size="s" text={text} label={label} />
    </span>
  );
}
