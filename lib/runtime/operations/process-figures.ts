import type { MetricObject } from "prom-client";

type Sample = { value: number; labels: Record<string, string | number>; metricName?: string };
type Labels = Record<string, string>;

/** The metrics of all processes on the port, asked by name without their prefix. */
export class ProcessFigures {
  constructor(readonly processes: readonly MetricObject[][]) {}

  /** Every process's samples of a family. */
  samples(name: string, labels: Labels = {}): Sample[] {
    return this.processes
      .flatMap((families) => families.filter((family) => family.name === name))
      .flatMap((family) => (family as unknown as { values: Sample[] }).values)
      .filter((sample) => Object.entries(labels).every(([key, value]) => sample.labels[key] === value));
  }

  sum(name: string, labels?: Labels): number {
    return this.samples(`latchkey_${name}`, labels).reduce((sum, { value }) => sum + value, 0);
  }

  /** Null where no process has one. */
  least(name: string, labels?: Labels): number | null {
    const values = this.samples(`latchkey_${name}`, labels).map(({ value }) => value);
    return values.length > 0 ? Math.min(...values) : null;
  }

  most(name: string, labels?: Labels): number | null {
    const values = this.samples(`latchkey_${name}`, labels).map(({ value }) => value);
    return values.length > 0 ? Math.max(...values) : null;
  }

  /** The values that a label has, in their order. */
  labelled(name: string, label: string): string[] {
    return [...new Set(this.samples(`latchkey_${name}`).map(({ labels }) => String(labels[label])))];
  }
}
