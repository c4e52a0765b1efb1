import {
  Ban,
  BellRing,
  CircleDot,
  CirclePause,
  CirclePlay,
  Coins,
  Import,
  LockKeyhole,
  LogIn,
  type LucideIcon,
  Pencil,
  Plug,
  Plus,
  RotateCw,
  Trash2,
  Undo2,
  Unplug,
} from "lucide-react";

/** `root_key.rotation_completed` → “Root key rotation completed”. */
export function actionWords(action: string): string {
  const text = action.replace(/[._]/g, " ").replace(/^api\b/, "API");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const ICONS: readonly [ending: string, icon: LucideIcon][] = [
  ["rotation_cancelled", Undo2],
  ["rotation_extended", RotateCw],
  ["rotation_completed", RotateCw],
  ["rotated", RotateCw],
  ["rotation_due", BellRing],
  ["imported", Import],
  ["created", Plus],
  ["updated", Pencil],
  ["disabled", CirclePause],
  ["enabled", CirclePlay],
  ["revoked", Ban],
  ["deleted", Trash2],
  ["credits_added", Coins],
  ["credits_set", Coins],
  ["signed_in", LogIn],
  ["password_changed", LockKeyhole],
  ["disconnected", Unplug],
  ["connected", Plug],
];

export function actionIcon(action: string): LucideIcon {
  return ICONS.find(([ending]) => action.endsWith(ending))?.[1] ?? CircleDot;
}

/** The page of what was acted on, where it has one. */
export function targetHref(slug: string, target: { type: string; id: string }): string | null {
  switch (target.type) {
    case "key":
      return `/${slug}/keys/${target.id}`;
    case "root_key":
      return `/${slug}/root-keys`;
    case "identity":
      return `/${slug}/identities/${target.id}`;
    case "permission":
      return `/${slug}/permissions`;
    case "role":
      return `/${slug}/permissions?view=roles`;
    case "policy":
      return `/${slug}/policies`;
    case "api":
      return `/${slug}/apis/${target.id}`;
    case "limit_override":
      return `/${slug}/limits`;
    case "workspace":
      return `/${slug}/settings`;
    default:
      return null;
  }
}

/** In the order in which they are read; what is not here comes after, under its own name. */
const FIELDS: Record<string, string> = {
  name: "Name",
  apiId: "API",
  environment: "Environment",
  externalId: "Owner",
  defaultPrefix: "Default prefix",
  permissions: "Permissions",
  ratelimits: "Limits",
  administrativeRatelimits: "Limits of administrative keys",
  defaultLifetimeSeconds: "Default lifetime",
  maxLifetimeSeconds: "Longest lifetime",
  limit: "Limit",
  windowMs: "Window in ms",
  enabled: "Enabled",
  expiresAt: "Expires",
  overlapSeconds: "Overlap",
  retiresAt: "Retires",
  revokedAt: "Revoked",
  start: "Start",
  last4: "Last 4",
  credits: "Credits",
  description: "Description",
  administrative: "Administrative",
  metadata: "Metadata",
  provider: "Provider",
  ended: "Signed out",
};
const ORDER = Object.keys(FIELDS);

/** The fields of a change, the telling ones first. */
export function inReadingOrder(fields: readonly string[]): string[] {
  const place = (field: string) => (ORDER.includes(field) ? ORDER.indexOf(field) : ORDER.length);
  return [...fields].sort((a, b) => place(a) - place(b));
}

export const fieldWords = (field: string) => FIELDS[field] ?? field;
