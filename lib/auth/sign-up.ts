import { z } from "zod";
import type { Reader } from "@/db/client";
import { nameField } from "../keys/fields";
import { parseInput } from "../platform/errors/parse";
import { Problem } from "../platform/errors/problem";
import { inTransaction } from "../platform/transact";
import type { Runtime } from "../runtime/runtime";
import { createWorkspace } from "../workspaces/create-workspace";
import { emailField, hasUsers, insertUser, lockSignUps } from "./insert-user";
import { hashPassword, passwordFault } from "./password";
import { addressGroup, retryAfter, takeFormAttempt, type Visitor, waitText } from "./visitor";

export const signUpSchema = z.strictObject({
  email: emailField,
  password: z.string(),
  workspaceName: nameField,
  apiName: nameField,
});

/** `first`: nobody has an account yet, and whoever comes now becomes the owner. */
export type SignUpState = "first" | "open" | "closed";

export async function signUpState(rt: Runtime, tx: Reader = rt.db): Promise<SignUpState> {
  if (!(await hasUsers(tx))) return "first";
  return rt.config.signUp === "open" ? "open" : "closed";
}

/**
 * Makes an account with a workspace and a first API of its own. Errors: invalid_request, forbidden (closed), conflict (the
 * address has an account), rate_limited.
 */
export async function signUp(
  rt: Runtime,
  visitor: Visitor,
  input: z.input<typeof signUpSchema>,
): Promise<{ userId: string; email: string; slug: string }> {
  const wanted = parseInput(signUpSchema, input);
  const fault = passwordFault(wanted.password, wanted.email);
  if (fault)
    throw new Problem("invalid_request", `password: ${fault}`, [{ field: "password", message: fault }]);
  refuseClosed(await signUpState(rt));
  const of = ["sign-up", addressGroup(visitor.address)];
  const taken = await takeFormAttempt(rt, { of, most: 20, minutes: 60 });
  if (taken === "full" || !taken.allowed)
    throw new Problem("rate_limited", `Too many attempts. Try again ${waitText(rt, retryAfter(rt, taken))}.`);
  const passwordHash = await hashPassword(wanted.password);
  return inTransaction(rt.db, async (tx) => {
    await lockSignUps(tx);
    refuseClosed(await signUpState(rt, tx));
    const owner = await insertUser(tx, { email: wanted.email, name: null, passwordHash }, rt.now());
    if (!owner)
      throw new Problem("conflict", "This address has an account already.", [
        { field: "email", message: "has an account already; sign in instead" },
      ]);
    const { workspaceName: name, apiName } = wanted;
    const { workspace } = await createWorkspace(rt, tx, visitor, { name, apiName, owner });
    return { userId: owner.id, email: owner.email, slug: workspace.slug };
  });
}

function refuseClosed(state: SignUpState): void {
  if (state === "closed") throw new Problem("forbidden", "Sign-up is closed on this server.");
}
