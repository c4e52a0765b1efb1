import type { Rhythm } from "./rhythm";

/** The demo: a freight company that gives its partners, apps and own services access to three APIs. */
export const WORKSPACE = { name: "Northwind Freight", slug: "northwind-freight" };

export const PEOPLE = {
  ops: { email: "ops@northwind.example", name: "Ops", role: "owner", address: "203.0.113.40" },
  security: { email: "security@northwind.example", name: "Security", role: "admin", address: "203.0.113.41" },
  dev: { email: "dev@northwind.example", name: "Platform", role: "developer", address: "203.0.113.57" },
} as const;
export type Person = keyof typeof PEOPLE;

export const APIS = {
  orders: {
    name: "Orders API",
    prefix: "sk",
    permissions: ["orders:read", "orders:write", "invoices:read", "returns:read", "returns:write"],
  },
  tracking: {
    name: "Tracking API",
    prefix: "trk",
    permissions: ["shipments:read", "shipments:write", "positions:write"],
  },
  billing: {
    name: "Billing API",
    prefix: "bill",
    permissions: ["invoices:read", "invoices:write", "ledger:read"],
  },
} as const;
export type ApiName = keyof typeof APIS;

export type KeySpec = {
  name: string;
  api: ApiName;
  prefix?: string;
  environment?: "test";
  owner?: string;
  /** Calls a week, now. */
  perWeek: number;
  rhythm: Rhythm;
  /** Days ago. */
  created: number;
  by?: Person;
  /** Days from now; negative: past. */
  expires?: number;
  permissions: string[];
  /** Calls a minute. */
  limit?: number;
  /** Share of calls that lack a permission, and which. */
  lacks?: [share: number, permission: string];
  /** Share of calls over the limit at the busiest time. */
  limited?: number;
  /** Where its calls come from: the last number of 203.0.113.x. */
  hosts: number[];
  paths: string[];
};

const MINUTE = 60_000;
export const REQUESTS = (limit: number) => ({ name: "requests", limit, windowMs: MINUTE, autoApply: true });

export const REPLACEMENT: KeySpec = {
  name: "mobile-beta-android-2",
  api: "orders",
  prefix: "pk",
  owner: "halden-outdoor",
  perWeek: 3_400,
  rhythm: "evening",
  created: 0,
  by: "security",
  permissions: ["orders:read"],
  limit: 60,
  lacks: [0.02, "orders:write"],
  hosts: [86, 87],
  paths: ["/orders", "/cart"],
};

/** Addresses that nobody at Northwind knows. */
export const STRANGERS = [
  "198.51.100.7",
  "198.51.100.23",
  "192.0.2.66",
  "192.0.2.201",
  "2001:db8:bad::15",
  "198.51.100.190",
];
