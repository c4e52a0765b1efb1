import type { MetricObject } from "prom-client";

/** What a worker tells the supervisor. */
export type FromWorker =
  | { latchkey: "ready"; firstVisit: boolean; limitsAlone: boolean }
  /** Somebody looks at /metrics there: all others' figures are needed. */
  | { latchkey: "gather"; id: number }
  | { latchkey: "figures"; id: number; figures: MetricObject[] };

/** What the supervisor tells a worker. */
export type ToWorker =
  | { latchkey: "figures?"; id: number }
  | { latchkey: "gathered"; id: number; all: MetricObject[][] };

export const isOurs = (message: unknown): message is { latchkey: string } =>
  typeof message === "object" && message !== null && "latchkey" in message;
