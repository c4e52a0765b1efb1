"use client";

import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import { cn } from "./cn";
import {
  formatClock,
  formatDate,
  formatDay,
  formatMoment,
  formatRelative,
  formatSpan,
  ZONE_COOKIE,
  zoneName,
} from "./time-format";

const TimeContext = createContext<{ zone: string; renderedAt: number }>({ zone: "UTC", renderedAt: 0 });

/**
 * The viewer's zone and the instant of rendering, in the root layout. The first paint uses the zone of the cookie on both
 * sides, so it never differs; a viewer whose zone is another gets it after mount and in the cookie.
 */
export function TimeProvider({
  zone,
  renderedAt,
  children,
}: {
  zone: string;
  renderedAt: number;
  children: ReactNode;
}) {
  const [shown, setShown] = useState(zone);
  useEffect(() => {
    const actual = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!actual || actual === zone) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = `${ZONE_COOKIE}=${encodeURIComponent(actual)}; path=/; max-age=31536000; samesite=lax`;
    setShown(actual);
  }, [zone]);
  const value = useMemo(() => ({ zone: shown, renderedAt }), [shown, renderedAt]);
  return <TimeContext.Provider value={value}>{children}</TimeContext.Provider>;
}

/** Shows the times inside it in another zone than the viewer's. */
export function InZone({ zone, children }: { zone: string; children: ReactNode }) {
  const { renderedAt } = useContext(TimeContext);
  const value = useMemo(() => ({ zone, renderedAt }), [zone, renderedAt]);
  return <TimeContext.Provider value={value}>{children}</TimeContext.Provider>;
}

/** The viewer's zone. */
export function useZone(): string {
  return useContext(TimeContext).zone;
}

const listeners = new Set<() => void>();
let clock: ReturnType<typeof setInterval> | undefined;

/** One interval for the whole page. */
function everySecond(listener: () => void) {
  listeners.add(listener);
  clock ??= setInterval(() => {
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(clock);
      clock = undefined;
    }
  };
}

/** A value that follows the clock; the component renders again only when the value changes. */
export function useClock<Value extends string | number | boolean>(read: (now: number) => Value): Value {
  const { renderedAt } = useContext(TimeContext);
  return useSyncExternalStore(
    everySecond,
    () => read(Date.now()),
    () => read(renderedAt),
  );
}

export type TimeForm = "relative" | "date" | "day" | "moment" | "clock" | "seconds" | "ago-span";

const forms: Record<TimeForm, (at: number, zone: string, now: number) => string> = {
  relative: formatRelative,
  date: formatDate,
  day: formatDay,
  moment: formatMoment,
  clock: (at, zone) => formatClock(at, zone),
  seconds: (at, zone) => formatClock(at, zone, true),
  "ago-span": (at, _zone, now) => formatSpan(now - at),
};

export interface TimeProps {
  /** RFC 3339. Null or absent shows `absent`. */
  at: string | null | undefined;
  /** `relative` “4 min ago” · `date` “1 Jun 2027” · `day` “24 Nov” · `moment` “24 Nov 14:32” · `clock` “14:32” · `seconds` “14:32:07”. */
  as?: TimeForm | undefined;
  /** What stands where there is none: `Never` for an event, `—` (the default) for nothing. */
  absent?: ReactNode;
  className?: string | undefined;
}

/** A time in the viewer's zone, with the exact one on hover. */
export function Time({ at, as = "moment", absent = "—", className }: TimeProps) {
  const zone = useZone();
  const instant = at ? Date.parse(at) : Number.NaN;
  const known = !Number.isNaN(instant);
  const text = useClock((now) => (known ? forms[as](instant, zone, now) : ""));
  const [exact, setExact] = useState<string>();
  if (!known) return <span className={cn("text-ink-3", className)}>{absent}</span>;
  return (
    <time
      dateTime={at ?? undefined}
      title={exact}
      onPointerEnter={() =>
        setExact(
          `${formatDate(instant, zone)} ${formatClock(instant, zone, true)} ${zoneName(instant, zone)}`,
        )
      }
      className={cn("whitespace-nowrap", className)}
    >
      {text}
    </time>
  );
}

const SOON_MS = 30 * 86_400_000;

/** When something ends: a date while far, orange “in 9 d” within 30 days, the date again once past. */
export function Expiry({ at, className }: { at: string | null | undefined; className?: string | undefined }) {
  const instant = at ? Date.parse(at) : 0;
  const soon = useClock((now) => instant > now && instant - now < SOON_MS);
  return (
    <Time at={at} as={soon ? "relative" : "date"} className={cn(soon && "text-o-limited-t", className)} />
  );
}

/** Names the zone, once per page: “Times in Europe/Berlin”. */
export function ZoneNote({ className }: { className?: string | undefined }) {
  return (
    <span className={cn("text-ink-3 text-label", className)}>Times in {useZone().replace("_", " ")}</span>
  );
}
