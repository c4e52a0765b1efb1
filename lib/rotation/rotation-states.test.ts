import fc from "fast-check";
import { expect, test } from "vitest";
import { createKey } from "../keys/create-key";
import { getKey } from "../keys/get-key";
import { revokeKey } from "../keys/revoke-key";
import { updateKey } from "../keys/update-key";
import type { Ctx } from "../platform/context";
import { Problem } from "../platform/errors/problem";
import { testWorkspace, useRuntime } from "../testing";
import { verify } from "../verify/decide";
import { cancelRotation } from "./cancel-rotation";
import { completeRotation } from "./complete-rotation";
import { extendRotation } from "./extend-rotation";
import { rotateKey } from "./rotate-key";

const rt = useRuntime();

type Act =
  | { kind: "rotate" | "extend"; seconds: number }
  | { kind: "complete" | "cancel" | "switch" | "revoke" }
  | { kind: "wait"; ms: number }
  | { kind: "expire"; seconds: number | null };

const seconds = fc.integer({ min: 1, max: 100 });
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("rotate" as const), seconds: fc.nat({ max: 100 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("extend" as const), seconds }) },
  { weight: 5, arbitrary: fc.constantFrom<Act>({ kind: "complete" }, { kind: "cancel" }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.nat({ max: 30_000 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("expire" as const),
      seconds: fc.option(fc.integer({ min: 2, max: 120 }), { nil: null }),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Act>({ kind: "switch" }, { kind: "switch" }, { kind: "revoke" }) },
);

/** What a key should be, kept without a database: when each of its secrets retires, and the rotation under way. */
class Model {
  readonly retires: (number | null)[] = [null];
  expires: number | null = null;
  enabled = true;
  revoked = false;
  /** Of the latest rotation; null once it was ended by an act. */
  open: { old: number; fresh: number } | null = null;

  isLiving(i: number, now: number): boolean {
    const at = this.retires[i];
    return at === null || (at !== undefined && at > now);
  }

  /** What the act should come to: the error's code, or null. */
  does(it: Act, now: number): string | null {
    const capped = (after: number) => Math.min(now + after * 1_000, this.expires ?? Number.POSITIVE_INFINITY);
    const living = this.retires.map((_, i) => i).filter((i) => this.isLiving(i, now));
    const open = this.open && this.isLiving(this.open.old, now) ? this.open : null;
    switch (it.kind) {
      case "wait":
        return null;
      case "revoke":
        this.revoked = true;
        this.open = null;
        return null;
      case "switch":
        this.enabled = !this.enabled;
        return null;
      case "expire":
        this.expires = it.seconds === null ? null : now + it.seconds * 1_000;
        for (const [i, at] of this.retires.entries())
          if (at !== null && this.expires !== null && at > this.expires) this.retires[i] = this.expires;
        return null;
      case "rotate": {
        if (this.expires !== null && this.expires <= now) return "key_ended";
        const [old = -1, second] = living;
        if (second !== undefined) return "rotation_in_progress";
        this.retires[old] = capped(it.seconds);
        this.open = { old, fresh: this.retires.push(null) - 1 };
        return null;
      }
      case "complete":
        if (!open) return "no_rotation";
        this.retires[open.old] = now;
        this.open = null;
        return null;
      case "cancel":
        if (!open) return "no_rotation";
        this.retires[open.fresh] = now;
        this.retires[open.old] = null;
        this.open = null;
        return null;
      case "extend": {
        if (!open) return "no_rotation";
        const at = capped(it.seconds);
        if (at <= (this.retires[open.old] ?? 0)) return "invalid_request";
        this.retires[open.old] = at;
        return null;
      }
    }
  }

  /** What a call with that secret should be answered. */
  answers(i: number, now: number): { code: string; retiresAt: string | null } {
    const at = this.retires[i] ?? null;
    const ended = (this.expires !== null && this.expires <= now) || !this.isLiving(i, now);
    const code = this.revoked ? "REVOKED" : !this.enabled ? "DISABLED" : ended ? "EXPIRED" : "VALID";
    return { code, retiresAt: at !== null && at > now ? new Date(at).toISOString() : null };
  }
}

async function really(ctx: Ctx, id: string, it: Act, now: number, presented: string[], model: Model) {
  switch (it.kind) {
    case "rotate":
      presented.push((await rotateKey(ctx, id, { overlapSeconds: it.seconds })).secret);
      return;
    case "extend":
      return extendRotation(ctx, id, { overlapSeconds: it.seconds });
    case "complete":
      return completeRotation(ctx, id);
    case "cancel":
      return cancelRotation(ctx, id);
    case "revoke":
      return revokeKey(ctx, id);
    case "switch":
      return updateKey(ctx, id, { enabled: model.enabled });
    case "expire": {
      const expiresAt = it.seconds === null ? null : new Date(now + it.seconds * 1_000).toISOString();
      return updateKey(ctx, id, { expiresAt });
    }
    case "wait":
      return;
  }
}

async function expectAsModelled(ctx: Ctx, id: string, model: Model, presented: string[], now: number) {
  for (const [i, key] of presented.entries()) {
    const result = await verify(rt(), ctx, { key });
    if (result.kind !== "answer" || result.answer.code === "NOT_FOUND") throw new Error("not answered");
    const { code, keyId, rotation } = result.answer;
    expect({ keyId, code, retiresAt: rotation?.retiresAt ?? null }, `secret ${i}`).toEqual({
      keyId: id,
      ...model.answers(i, now),
    });
  }
  const living = model.retires.filter((_, i) => model.isLiving(i, now)).length;
  expect([1, 2]).toContain(living);
  const view = await getKey(ctx, id);
  expect(view.secrets.filter((secret) => secret.state !== "retired")).toHaveLength(living);
  const retiring = living === 2 && model.open ? model.retires[model.open.old] : null;
  expect(view.rotation?.retiresAt ?? null).toBe(retiring ? new Date(retiring).toISOString() : null);
}

test("a key is at each step what a model of it says, whatever is done to it in whatever order", {
  timeout: 120_000,
}, async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 14 }), async (acts) => {
      let now = Date.now() + 1_000;
      rt().clock.ms = now;
      const model = new Model();
      const { key, secret } = await createKey(ctx, { apiId, name: "k" });
      const presented = [secret];
      for (const it of acts) {
        now += it.kind === "wait" ? it.ms : 1;
        rt().clock.ms = now;
        const expected = model.does(it, now);
        const came = await really(ctx, key.id, it, now, presented, model).then(
          () => null,
          (error: unknown) => {
            if (error instanceof Problem) return error.code;
            throw error;
          },
        );
        expect(came, JSON.stringify(it)).toBe(expected);
        await expectAsModelled(ctx, key.id, model, presented, now);
        // What was revoked stays so: nothing else is asked of it.
        if (model.revoked) break;
      }
    }),
    { numRuns: 60 },
  );
  rt().clock.ms = null;
});
