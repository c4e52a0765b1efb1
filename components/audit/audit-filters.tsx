"use client";

import { useRouter } from "next/navigation";
import { FilterChip } from "@/components/ui/badge";
import { Select } from "@/components/ui/select";
import { ZoneNote } from "@/components/ui/time";
import { AUDIT_ACTIONS } from "@/lib/audit/actions";
import { type AuditFilter, auditHref } from "./audit-href";
import { actionWords } from "./words";

export interface AuditFiltersProps {
  slug: string;
  filter: AuditFilter;
  /** How the actor and the target in force are called. */
  names: { actor?: string | undefined; target?: string | undefined };
}

/** Action as a list; actor and target as chips, which the details of an event set. */
export function AuditFilters({ slug, filter, names }: AuditFiltersProps) {
  const router = useRouter();
  const known: readonly string[] = AUDIT_ACTIONS;
  const actions = filter.action && !known.includes(filter.action) ? [...known, filter.action] : known;
  return (
    <div className="scroll-quiet -mx-6 flex items-center gap-2 overflow-x-auto px-6 pb-3 narrow:-mx-4 narrow:px-4">
      <Select
        aria-label="Action"
        size="m"
        prefix="Action"
        value={filter.action ?? "all"}
        onValueChange={(action) =>
          router.push(auditHref(slug, { ...filter, action: action === "all" ? undefined : action }))
        }
        options={[
          { value: "all", label: "All" },
          ...actions.map((action) => ({ value: action, label: actionWords(action) })),
        ]}
        className="shrink-0"
      />
      {filter.actor && (
        <FilterChip
          label="Who is"
          value={names.actor ?? filter.actor}
          removeHref={auditHref(slug, { ...filter, actor: undefined })}
        />
      )}
      {filter.target && (
        <FilterChip
          label="To"
          value={names.target ?? filter.target}
          removeHref={auditHref(slug, { ...filter, target: undefined })}
        />
      )}
      <span className="flex-1" />
      <ZoneNote className="shrink-0 whitespace-nowrap" />
    </div>
  );
}
