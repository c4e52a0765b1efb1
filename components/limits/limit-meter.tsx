import { Meter } from "@/components/ui/meter";
import { formatCount } from "@/components/ui/number-format";
import type { LimitFill } from "@/lib/verify/limits-now";
import { algorithmWords, windowWords } from "./limit-words";

/** From this share of a limit on the meter turns orange. */
const NEARLY_FULL = 0.9;

export interface LimitMeterProps {
  limit: Pick<LimitFill, "name" | "limit" | "windowMs" | "algorithm" | "burst">;
  /** What is taken of it in the window that ends now; null where that is not one number, or not known. */
  used: number | null;
  /** For whom it is counted, or where it comes from. */
  note?: string | undefined;
}

/** One limit as a line and a bar: “requests a minute · 42 of 100”. */
export function LimitMeter({ limit: rule, used, note }: LimitMeterProps) {
  const { name, limit, windowMs, algorithm } = rule;
  const bucket = algorithm === "token_bucket";
  const most = rule.burst ?? limit;
  const how = algorithmWords(rule);
  return (
    <li className="flex flex-col gap-1.5">
      <p className="flex items-baseline justify-between gap-3">
        <span className="min-w-0 text-ink-2">
          <code className="break-all font-medium text-ink">{name}</code> {bucket && `${formatCount(limit)} `}
          {windowWords(windowMs)}
        </span>
        <span className="shrink-0 text-ink-2">
          {used !== null && (
            <>
              <span className="font-medium text-ink">{formatCount(used)}</span> of{" "}
            </>
          )}
          <span className={used === null ? "font-medium text-ink" : undefined}>{formatCount(most)}</span>
        </span>
      </p>
      {used !== null && (
        <Meter
          label={`${formatCount(used)} of ${formatCount(most)} ${bucket ? "tokens" : "calls"} of ${name} taken ${windowWords(windowMs)}`}
          value={used}
          max={most}
          soon={used >= most * NEARLY_FULL}
        />
      )}
      {(how || note) && (
        <p className="text-ink-3 text-label">
          {how && `${how.charAt(0).toUpperCase()}${how.slice(1)}. `}
          {note}
        </p>
      )}
    </li>
  );
}
