import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

type Node = {
  id: number;
  callFrame: { functionName: string; url: string };
  children?: number[];
};
type Profile = { startTime: number; nodes: Node[]; samples: number[]; timeDeltas: number[] };

/** Which part of the work a function belongs to, by the file it is in. The first pattern that fits names it. */
const PARTS: readonly [RegExp, string][] = [
  [
    /^node:(net|_?stream|internal\/stream|_?http|internal\/http|events|buffer|internal\/(buffer|timers|async_hooks|util|event_target|errors|validators|process))/,
    "Node: HTTP, streams, sockets",
  ],
  [/^node:.*(async_hooks|task_queues|promises)/, "Node: async hooks, ticks, promises"],
  [/^node:/, "Node: the rest"],
  [/node_modules\/pg|node_modules\/drizzle/, "pg"],
  [/node_modules\/zod/, "zod"],
  [/node_modules\/lru-cache/, "lru-cache"],
  [/node_modules\/next/, "next"],
];

function partOf({ functionName, url }: Node["callFrame"]): string {
  if (functionName === "(garbage collector)") return "garbage collector";
  if (functionName === "(program)") return "system calls and other native code";
  const place = url.replace(/^file:\/\//, "");
  for (const [pattern, part] of PARTS) if (pattern.test(place)) return part;
  return place ? `${functionName || "(anonymous)"} (${path.basename(place)})` : `built-in ${functionName}`;
}

/** The clock of `startTime` and of `process.hrtime` is the same, so that starting up can be left out. */
export const monotonicUs = () => Number(process.hrtime.bigint() / 1_000n);

/**
 * How `mainThreadUs`, the main thread's processor time for a request, divides: our own code by function, everything else
 * by the part of the system it is in. From the profile in `folder`, without what lies before `sinceUs`. The profiler
 * samples by the wall clock, so a system call gets what the thread waited in it for a free processor as well.
 */
export function profileTable(folder: string, sinceUs: number, mainThreadUs: number) {
  // CPU.<date>.<time>.<pid>.<thread>.<sequence>.cpuprofile
  const file = readdirSync(folder).find((name) => /^CPU\.\d+\.\d+\.\d+\.0\./.test(name));
  if (!file) throw new Error(`no profile of a main thread in ${folder}`);
  const profile = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as Profile;
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const sums = new Map<string, number>();
  let total = 0;
  let at = profile.startTime;
  for (const [i, id] of profile.samples.entries()) {
    const tookUs = profile.timeDeltas[i] ?? 0;
    at += tookUs;
    const frame = nodes.get(id)?.callFrame;
    if (at < sinceUs || !frame || frame.functionName === "(idle)" || frame.functionName === "(root)")
      continue;
    const part = partOf(frame);
    sums.set(part, (sums.get(part) ?? 0) + tookUs);
    total += tookUs;
  }
  return [...sums]
    .map(([part, us]) => ({ part, us: Number(((us / total) * mainThreadUs).toFixed(2)) }))
    .filter((row) => row.us >= 0.05)
    .sort((a, b) => b.us - a.us);
}
