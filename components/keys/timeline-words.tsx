import {
  Ban,
  Braces,
  CalendarClock,
  CircleDot,
  CirclePause,
  CirclePlay,
  Coins,
  Gauge,
  Globe,
  Lock,
  type LucideIcon,
  MapPin,
  Pencil,
  Plus,
  RefreshCw,
  Undo2,
  User,
} from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { creditsWords } from "@/components/credits/credits-words";
import { algorithmWords, limitWords, windowWords } from "@/components/limits/limit-words";
import { formatCount, formatPlural } from "@/components/ui/number-format";
import { Time } from "@/components/ui/time";
import type { AuditEventView } from "@/lib/audit/list-audit-events";
import type { LimitAlgorithm } from "@/lib/ratelimit/limiter";

/** An event in words; one update can be several of them. */
export interface Happening {
  icon: LucideIcon;
  title: ReactNode;
}

/** What of an event is told. */
type Told = Pick<AuditEventView, "action" | "before" | "after">;
type Fields = AuditEventView["before"];
interface Limit {
  name: string;
  limit: number;
  windowMs: number;
  algorithm?: LimitAlgorithm;
  burst?: number;
  autoApply?: boolean;
  perKey?: boolean;
}

const textOf = (fields: Fields, name: string): string | null => {
  const value = fields?.[name];
  return typeof value === "string" ? value : null;
};
const listOf = (fields: Fields, name: string): string[] => {
  const value = fields?.[name];
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
};
const limitsOf = (fields: Fields): Limit[] => {
  const value = fields?.["ratelimits"];
  return Array.isArray(value) ? (value as Limit[]) : [];
};

/** `7 days`, `90 minutes`: in the largest unit that is whole, or nearly so. */
export function spanWords(seconds: number): string {
  const units = [
    [86_400, "day"],
    [3_600, "hour"],
    [60, "minute"],
  ] as const;
  for (const [length, name] of units) {
    const count = Math.round(seconds / length);
    // The pause between asking and doing is no part of what was meant.
    if (count >= 1 && Math.abs(seconds - count * length) <= seconds * 0.05) return formatPlural(count, name);
  }
  const [length, name] = units.find(([each]) => seconds >= each) ?? [1, "second"];
  return formatPlural(Math.round(seconds / length), name);
}

function numbersChanged(old: Limit, now: Limit): string[] {
  if (limitWords(old) === limitWords(now)) return [];
  if (algorithmWords(old) !== algorithmWords(now)) return [`${limitWords(old)} → ${limitWords(now)}`];
  const was = old.windowMs === now.windowMs ? formatCount(old.limit) : limitWords(old);
  return [`${was} → ${formatCount(now.limit)} ${windowWords(now.windowMs)}`];
}

/** Which calls take from it, and who shares it. */
function reachChanged(old: Limit, now: Limit): string[] {
  const said: string[] = [];
  if ((old.autoApply ?? true) !== (now.autoApply ?? true))
    said.push(now.autoApply === false ? "only where a call asks for it" : "taken by each call");
  if ((old.perKey ?? false) !== (now.perKey ?? false))
    said.push(now.perKey ? "for each key by itself" : "once for all keys");
  return said;
}

/** How each limit's change is said. */
export function limitChanges(
  before: readonly Limit[],
  after: readonly Limit[],
): { name: string; text: string }[] {
  const changed = after.flatMap((limit) => {
    const old = before.find((each) => each.name === limit.name);
    if (!old) return [{ name: limit.name, text: `added: ${limitWords(limit)}` }];
    const said = [...numbersChanged(old, limit), ...reachChanged(old, limit)];
    return said.length > 0 ? [{ name: limit.name, text: said.join(", ") }] : [];
  });
  const gone = before.filter((limit) => !after.some((each) => each.name === limit.name));
  return [...changed, ...gone.map((limit) => ({ name: limit.name, text: "removed" }))];
}

function codes(names: readonly string[]): ReactNode {
  return names.map((name, place) => (
    <Fragment key={name}>
      {place > 0 && ", "}
      <code>{name}</code>
    </Fragment>
  ));
}

/** What came into a list of names and what left it. */
function namesChanged(
  before: Fields,
  after: Fields,
  field: string,
  icon: LucideIcon,
  what = "",
): Happening[] {
  const [old, now] = [listOf(before, field), listOf(after, field)];
  const [added, removed] = [
    now.filter((name) => !old.includes(name)),
    old.filter((name) => !now.includes(name)),
  ];
  return [
    ...(added.length > 0
      ? [
          {
            icon,
            title: (
              <>
                {what}
                {codes(added)} added
              </>
            ),
          },
        ]
      : []),
    ...(removed.length > 0
      ? [
          {
            icon,
            title: (
              <>
                {what}
                {codes(removed)} removed
              </>
            ),
          },
        ]
      : []),
  ];
}

/** Each field that an update changed. */
function updated({ before, after }: Told): Happening[] {
  return Object.keys(after ?? {}).flatMap((field): Happening[] => {
    switch (field) {
      case "permissions":
        return namesChanged(before, after, "permissions", Lock);
      case "roles":
        return namesChanged(before, after, "roles", Lock, "Role ");
      case "ipAllowlist":
        return namesChanged(before, after, "ipAllowlist", MapPin, "Address ");
      case "allowedOrigins":
        return namesChanged(before, after, "allowedOrigins", Globe, "Origin ");
      case "metadata":
        return [{ icon: Braces, title: "Metadata changed" }];
      case "credits":
        return [{ icon: Coins, title: creditsWords({ action: "key.updated", before, after }) }];
      case "ratelimits":
        return limitChanges(limitsOf(before), limitsOf(after)).map(({ name, text }) => ({
          icon: Gauge,
          title: (
            <>
              Limit <code>{name}</code> {text}
            </>
          ),
        }));
      case "name":
        return [{ icon: Pencil, title: `Renamed from ${textOf(before, "name") ?? "—"}` }];
      case "externalId": {
        const owner = textOf(after, "externalId");
        return [{ icon: User, title: owner ? <>Owner is now {owner}</> : "Owner removed" }];
      }
      case "expiresAt": {
        const at = textOf(after, "expiresAt");
        return [
          {
            icon: CalendarClock,
            title: at ? (
              <>
                Expires <Time at={at} as="date" />
              </>
            ) : (
              "Expiry removed"
            ),
          },
        ];
      }
      case "enabled":
        return [
          after?.["enabled"]
            ? { icon: CirclePlay, title: "Enabled" }
            : { icon: CirclePause, title: "Disabled" },
        ];
      default:
        return [{ icon: Pencil, title: `Changed: ${field}` }];
    }
  });
}

function rotated({ after }: Told): Happening {
  const overlap = after?.["overlapSeconds"];
  const seconds = typeof overlap === "number" ? overlap : 0;
  const title =
    seconds > 0 ? `Rotated, ${spanWords(seconds)} of overlap` : "Rotated, the old secret stopped at once";
  return { icon: RefreshCw, title };
}

function extended({ before, after }: Told): Happening {
  const [from, to] = [
    Date.parse(textOf(before, "retiresAt") ?? ""),
    Date.parse(textOf(after, "retiresAt") ?? ""),
  ];
  const by = Number.isNaN(from) || Number.isNaN(to) ? "" : ` by ${spanWords((to - from) / 1_000)}`;
  return { icon: RefreshCw, title: `Rotation extended${by}` };
}

/** A reminder: how long until its secret reaches the age of the API's policy. */
function rotationDue({ after }: Told): Happening {
  const days = after?.["days"];
  const when = typeof days === "number" && days > 0 ? `in ${formatPlural(days, "day")}` : "now";
  return { icon: CalendarClock, title: `Due for rotation ${when}` };
}

/** What an audit event of a key or an identity says on its timeline. */
export function happenings(event: Told): Happening[] {
  switch (event.action) {
    case "key.created":
    case "identity.created":
      return [{ icon: Plus, title: "Created" }];
    case "key.updated":
    case "identity.updated":
      return updated(event);
    case "key.disabled":
      return [{ icon: CirclePause, title: "Disabled" }];
    case "key.enabled":
      return [{ icon: CirclePlay, title: "Enabled" }];
    case "key.credits_added":
    case "key.credits_set":
    case "identity.credits_added":
    case "identity.credits_set":
      return [{ icon: Coins, title: creditsWords(event) }];
    case "key.imported":
      return [{ icon: Plus, title: "Imported" }];
    case "key.rotated":
      return [rotated(event)];
    case "key.rotation_extended":
      return [extended(event)];
    case "key.rotation_completed":
      return [{ icon: RefreshCw, title: "Rotation finished early" }];
    case "key.rotation_cancelled":
      return [{ icon: Undo2, title: "Went back to the old secret" }];
    case "key.rotation_due":
      return [rotationDue(event)];
    case "key.revoked":
      return [{ icon: Ban, title: "Revoked" }];
    default:
      return [{ icon: CircleDot, title: event.action }];
  }
}
