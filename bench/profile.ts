import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

type Node = {
  id: number;
  callFrame: { functionName: string; url: string };
  children?: number[];
};
type Profile = { nodes: Node[]; samples: number[]; timeDeltas: number[] };

/** Which part of the work a function belongs to, by the file it is in. The first pattern that fits names it. */
const PARTS: readonly [RegExp, string][] = [
  [
    /^node:(net|_?stream|internal\/stream|_?http|internal\/http|events|buffer|internal\/(buffer|timers|async_hooks|util|event_target|errors|validators|process))/,
    "Node: HTTP, streams, sockets",
  ],
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

/**
 * The main thread's processor time from the profiles in `folder`, as microseconds a request: our own code by function,
 * everything else by the part of the system it is in.
 */
export function profileTable(folder: string, requests: number): { part: string; us: number }[] {
  // CPU.<date>.<time>.<pid>.<thread>.<sequence>.cpuprofile
  const file = readdirSync(folder).find((name) => /^CPU\.\d+\.\d+\.\d+\.0\./.test(name));
  if (!file) throw new Error(`no profile of a main thread in ${folder}`);
  const profile = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as Profile;
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const sums = new Map<string, number>();
  for (const [i, id] of profile.samples.entries()) {
    const frame = nodes.get(id)?.callFrame;
    if (!frame || frame.functionName === "(idle)" || frame.functionName === "(root)") continue;
    const part = partOf(frame);
    sums.set(part, (sums.get(part) ?? 0) + (profile.timeDeltas[i] ?? 0));
  }
  return [...sums]
    .map(([part, us]) => ({ part, us: Number((us / requests).toFixed(2)) }))
    .filter((row) => row.us >= 0.05)
    .sort((a, b) => b.us - a.us);
}
