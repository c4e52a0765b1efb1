import type { Bearer } from "@/lib/credentials/root-key/authenticate";
import type { SentBody } from "@/lib/http/json";
import {
  answerVerify,
  type Deciding,
  uncounted,
  type VerifyReply,
  verifyRefusal,
} from "@/lib/http/verify-endpoint";
import type { Runtime } from "@/lib/runtime/runtime";

/** Where an answer goes: a response of Node's, or the bytes of a lane. */
export type Way = { send(reply: VerifyReply): void };

type Leaving = { way: Way; reply: VerifyReply; began: number };

/**
 * Answers that were decided in one turn of the event loop. They leave at its end, after one write has handed all of
 * their usage events to the kernel: what was answered is counted, also if the process is killed right after. If the disk
 * does not take them, they are not counted, and 503 is answered instead.
 */
export class Outbox {
  #leaving: Leaving[] = [];

  readonly #deciding: Deciding;

  constructor(readonly rt: Runtime) {
    const { usage } = rt;
    this.#deciding = {
      ...rt,
      usage: {
        get accepting() {
          return usage.accepting;
        },
        overShare: (workspaceId) => usage.overShare(workspaceId),
        record: (event) => usage.gather(event),
      },
    };
  }

  /** Decides, and sends the answer on its way. */
  verify(way: Way, bearer: Bearer, address: () => string | null, body: SentBody, requestId: string): void {
    const began = performance.now();
    const add = (reply: VerifyReply) => this.#add({ way, reply, began });
    const fault = (error: unknown) => add(faultReply(this.rt, "POST /api/v1/keys/verify", requestId, error));
    try {
      // A promise only if something had to be asked for: a warm verification is decided in this very turn.
      const reply = answerVerify(this.#deciding, bearer, address, body, requestId);
      if (reply instanceof Promise) reply.then(add, fault);
      else add(reply);
    } catch (error) {
      fault(error);
    }
  }

  #add(one: Leaving): void {
    if (this.#leaving.length === 0) setImmediate(() => this.#flush());
    this.#leaving.push(one);
  }

  #flush(): void {
    const leaving = this.#leaving;
    this.#leaving = [];
    const counted = this.rt.usage.commit();
    // A problem has no event; every outcome has one.
    for (const { way, reply } of leaving)
      way.send(counted || reply.status !== 200 ? reply : uncounted(this.rt, reply));
    const now = performance.now();
    for (const { began } of leaving) this.rt.counts.verifyTook(now - began);
  }
}

/** Outcomes are data; what lands here is a fault, and is answered rather than left hanging. */
export function faultReply(rt: Runtime, route: string, requestId: string, error: unknown): VerifyReply {
  return verifyRefusal({ ...rt, log: rt.log.child({ route }) }, requestId, error);
}
