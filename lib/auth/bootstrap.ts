import { ConfigError } from "../platform/config";
import { newRequestId } from "../platform/ids";
import { inTransaction } from "../platform/transact";
import { insertRootKey } from "../root-keys/insert-root-key";
import type { Runtime } from "../runtime/runtime";
import { createWorkspace } from "../workspaces/create-workspace";
import { hasUsers, insertUser, lockSignUps } from "./insert-user";
import { hashPassword, passwordFault } from "./password";

/**
 * On an empty database only: makes the owner, the workspace and the root key that the environment names. Safe with
 * several processes starting at once. Throws ConfigError for a password that sign-up would refuse.
 */
export async function bootstrap(rt: Runtime): Promise<void> {
  const wanted = rt.config.bootstrap;
  if (!wanted || (await hasUsers(rt.db))) return;
  const email = wanted.email.toLowerCase();
  const fault = passwordFault(wanted.password, email);
  if (fault) throw new ConfigError(`LATCHKEY_BOOTSTRAP_PASSWORD: ${fault}.`);
  const passwordHash = await hashPassword(wanted.password);
  await inTransaction(rt.db, async (tx) => {
    await lockSignUps(tx);
    if (await hasUsers(tx)) return;
    const owner = await insertUser(tx, { email, name: null, passwordHash }, rt.now());
    if (!owner) throw new Error("the owner was not written");
    const visitor = { address: null, userAgent: null, requestId: newRequestId(rt.now()) };
    const { ctx } = await createWorkspace(rt, tx, visitor, { name: "default", apiName: "default", owner });
    if (!wanted.rootKey) return;
    const root = {
      name: "bootstrap",
      permissions: ["*"],
      expiresAt: null,
      ratelimits: [],
      secret: wanted.rootKey,
    };
    await insertRootKey({ ...ctx, actor: { type: "system", id: "system", name: "bootstrap" } }, root);
  });
}
