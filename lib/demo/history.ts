import type { Tx } from "@/db/client";
import { members, workspaces } from "@/db/schema/index";
import { insertUser } from "../auth/insert-user";
import type { Actor, TxCtx } from "../platform/context";
import { newId, newRequestId } from "../platform/ids";
import { permissionSet } from "../platform/permission";
import type { Runtime } from "../runtime/runtime";
import { accessActs } from "./access";
import type { History } from "./act";
import { KEYS } from "./keys";
import { apiActs, keyAct, rootKeyActs } from "./make";
import { PEOPLE, type Person, WORKSPACE } from "./northwind";
import { storyActs } from "./story";

const DAY = 86_400_000;
const BROWSER =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";

/** Writes the workspace, its people and everything that was done in it, each at its own time, through the verbs. */
export async function writeHistory(rt: Runtime, tx: Tx, now: number, passwordHash: string): Promise<History> {
  const start = now - 640 * DAY;
  const workspaceId = newId("workspace", start);
  await tx.insert(workspaces).values({ id: workspaceId, ...WORKSPACE, createdAt: new Date(start) });
  const people = await writePeople(tx, workspaceId, start, passwordHash);
  const history: History = {
    workspaceId,
    keys: new Map(),
    apis: new Map(),
    rootKey: "",
    sandboxKey: "",
    bot: null,
  };
  const acts = [
    ...apiActs(start),
    ...KEYS.map((spec) => keyAct(spec, now)),
    ...rootKeyActs(now),
    ...storyActs(now),
    ...accessActs(now),
  ];
  acts.sort((a, b) => a.at - b.at);
  for (const act of acts) {
    const by = act.by === "bot" ? null : people[act.by];
    const actor: Actor | null = by ? { type: "user", id: by.id, name: by.email } : history.bot;
    if (!actor) throw new Error("the bot acted before it was there");
    await act.run(contextAt(rt, tx, workspaceId, act.at, actor, by?.address ?? "203.0.113.3"), history);
  }
  return history;
}

function contextAt(
  rt: Runtime,
  tx: Tx,
  workspaceId: string,
  at: number,
  actor: Actor,
  address: string,
): TxCtx {
  return {
    // A verb asks this clock only, so what it writes is dated by it.
    rt: { ...rt, now: () => at },
    workspaceId,
    actor,
    scopes: permissionSet(["*"]),
    address,
    userAgent: actor.type === "user" ? BROWSER : "deploy-bot/2.4",
    requestId: newRequestId(at),
    tx,
    afterCommit: [],
  };
}

async function writePeople(tx: Tx, workspaceId: string, at: number, passwordHash: string) {
  const people = {} as Record<Person, { id: string; email: string; address: string }>;
  for (const name of ["ops", "security", "dev"] as const) {
    const person = PEOPLE[name];
    // Only one of them can sign in: a demo needs one password.
    const hash = name === "ops" ? passwordHash : null;
    const user = await insertUser(tx, { email: person.email, name: person.name, passwordHash: hash }, at);
    if (!user) throw new Error(`there is already an account ${person.email}`);
    await tx
      .insert(members)
      .values({ workspaceId, userId: user.id, role: person.role, createdAt: new Date(at) });
    people[name] = { ...user, address: person.address };
  }
  return people;
}
