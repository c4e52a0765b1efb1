import { Check, X } from "lucide-react";
import { cn } from "@/components/ui/cn";

export interface QueryChipsProps {
  query: string;
  permissions: readonly { name: string; has: boolean }[];
}

/** The query as it was asked, each permission with whether the key has it. */
export function QueryChips({ query, permissions }: QueryChipsProps) {
  const has = new Map(permissions.map((one) => [one.name, one.has]));
  const tokens = [...query.matchAll(/[()]|[^\s()]+/g)];
  return (
    <p className="flex flex-wrap items-center gap-1.5 font-mono text-[12px]">
      {tokens.map((match) => {
        const text = match[0];
        const known = has.get(text);
        if (known === undefined)
          return (
            <span key={match.index} className="text-ink-2">
              {text.toUpperCase()}
            </span>
          );
        const Icon = known ? Check : X;
        return (
          <span
            key={match.index}
            className={cn(
              "inline-flex min-h-[22px] min-w-0 items-center gap-1 rounded-sm border bg-surface px-1.5",
              known ? "border-line-2 text-ink" : "border-current text-o-forbidden-t",
            )}
          >
            <Icon aria-hidden className={cn("size-3 shrink-0", known && "text-o-valid-t")} />
            <span className="sr-only">{known ? "has" : "lacks"}</span>
            <span className="break-all">{text}</span>
          </span>
        );
      })}
    </p>
  );
}
