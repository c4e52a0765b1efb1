import {
  Ban,
  CalendarClock,
  CircleDot,
  CirclePause,
  CirclePlay,
  Gauge,
  Lock,
  type LucideIcon,
  Pencil,
  Plus,
  RefreshCw,
  Undo2,
  User,
} from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { formatCount, formatPlural } from "@/components/ui/number-format";
import { Time } from "@/components/ui/time";
import type { AuditEventView } from "@/lib/audit/list-audit-events";
import { limitWords, windowWords } from "./limit-words";

/** An event in words; one update can be several of them. */
export interface Happening {
  icon: LucideIcon;
  title: ReactNode;
}

type Fields = AuditEventView["before"];
interface Limit {
  name: string;
  limit: number;
  windowMs: number;
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

/** How one limit's change is said. */
export function limitChanges(
  before: readonly Limit[],
  after: readonly Limit[],
): { name: string; text: string }[] {
  const changed = after.flatMap((limit) => {
    const old = before.find((each) => each.name === limit.name);
    if (!old) return [{ name: limit.name, text: `added: ${limitWords(limit)}` }];
    if (old.limit === limit.limit && old.windowMs === limit.windowMs) return [];
    const was = old.windowMs === limit.windowMs ? formatCount(old.limit) : limitWords(old);
    return [
      { name: limit.name, text: `${was} → ${formatCount(limit.limit)} ${windowWords(limit.windowMs)}` },
    ];
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

function permissionsChanged(before: Fields, after: Fields): Happening[] {
  const [old, now] = [listOf(before, "permissions"), listOf(after, "permissions")];
  const [added, removed] = [
    now.filter((name) => !old.includes(name)),
    old.filter((name) => !now.includes(name)),
  ];
  return [
    ...(added.length > 0 ? [{ icon: Lock, title: <>{codes(added)} added</> }] : []),
    ...(removed.length > 0 ? [{ icon: Lock, title: <>{codes(removed)} removed</> }] : []),
  ];
}

/** Each field that an update changed. */
function updated({ before, after }: AuditEventView): Happening[] {
  return Object.keys(after ?? {}).flatMap((field): Happening[] => {
    switch (field) {
      case "permissions":
        return permissionsChanged(before, after);
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

function rotated({ after }: AuditEventView): Happening {
  const overlap = after?.["overlapSeconds"];
  const seconds = typeof overlap === "number" ? overlap : 0;
  const title =
    seconds > 0 ? `Rotated, ${spanWords(seconds)} of overlap` : "Rotated, the old secret stopped at once";
  return { icon: RefreshCw, title };
}

function extended({ before, after }: AuditEventView): Happening {
  const [from, to] = [
    Date.parse(textOf(before, "retiresAt") ?? ""),
    Date.parse(textOf(after, "retiresAt") ?? ""),
  ];
  const by = Number.isNaN(from) || Number.isNaN(to) ? "" : ` by ${spanWords((to - from) / 1_000)}`;
  return { icon: RefreshCw, title: `Rotation extended${by}` };
}

/** What an audit event of a key says on its timeline. */
export function happenings(event: AuditEventView): Happening[] {
  switch (event.action) {
    case "key.created":
      return [{ icon: Plus, title: "Created" }];
    case "key.updated":
      return updated(event);
    case "key.disabled":
      return [{ icon: CirclePause, title: "Disabled" }];
    case "key.enabled":
      return [{ icon: CirclePlay, title: "Enabled" }];
    case "key.rotated":
      return [rotated(event)];
    case "key.rotation_extended":
      return [extended(event)];
    case "key.rotation_completed":
      return [{ icon: RefreshCw, title: "Rotation finished early" }];
    case "key.rotation_cancelled":
      return [{ icon: Undo2, title: "Went back to the old secret" }];
    case "key.revoked":
      return [{ icon: Ban, title: "Revoked" }];
    default:
      return [{ icon: CircleDot, title: event.action }];
  }
}
