import {
  Braces,
  CalendarSync,
  ChartColumnStacked,
  FlaskConical,
  Gauge,
  KeyRound,
  KeySquare,
  LayoutDashboard,
  type LucideIcon,
  ScrollText,
  Settings,
  ShieldCheck,
  Users,
} from "lucide-react";

export const NAV_ICONS = {
  overview: LayoutDashboard,
  keys: KeyRound,
  usage: ChartColumnStacked,
  playground: FlaskConical,
  limits: Gauge,
  apis: Braces,
  permissions: ShieldCheck,
  identities: Users,
  "root-keys": KeySquare,
  policies: CalendarSync,
  "audit-log": ScrollText,
  settings: Settings,
} satisfies Record<string, LucideIcon>;

export type NavIcon = keyof typeof NAV_ICONS;

export interface NavItem {
  id: NavIcon;
  label: string;
  href: string;
  /** Shown at the right, as it is. */
  count?: string | undefined;
}

export interface NavSection {
  /** The first section has none. */
  label?: string | undefined;
  items: readonly NavItem[];
}

/** The pages of a workspace. */
export function navigation(slug: string, counts: { keys?: string | undefined } = {}): NavSection[] {
  const at = (page: string) => `/${slug}${page}`;
  return [
    {
      items: [
        { id: "overview", label: "Overview", href: at("") },
        { id: "keys", label: "Keys", href: at("/keys"), count: counts.keys },
        { id: "usage", label: "Usage", href: at("/usage") },
        { id: "playground", label: "Playground", href: at("/playground") },
        { id: "limits", label: "Limits", href: at("/limits") },
      ],
    },
    {
      label: "Access",
      items: [
        { id: "apis", label: "APIs", href: at("/apis") },
        { id: "identities", label: "Identities", href: at("/identities") },
        { id: "permissions", label: "Permissions", href: at("/permissions") },
        { id: "root-keys", label: "Root keys", href: at("/root-keys") },
        { id: "policies", label: "Policies", href: at("/policies") },
      ],
    },
    {
      label: "Workspace",
      items: [
        { id: "audit-log", label: "Audit log", href: at("/audit-log") },
        { id: "settings", label: "Settings", href: at("/settings") },
      ],
    },
  ];
}

/** Whether the page shown is this item's or lies under it; the overview only stands for itself. */
export function isCurrent(item: NavItem, pathname: string): boolean {
  return pathname === item.href || (item.id !== "overview" && pathname.startsWith(`${item.href}/`));
}
