import type { Ctx } from "../context";
import { newRequestId } from "../ids";
import { permissionSet } from "../permissions/permission";
import type { Runtime } from "../runtime";

/** What acts when nobody does: its events say so, with the policy's id. */
export function policyContext(rt: Runtime, workspaceId: string, policyId: string): Ctx<Runtime> {
  return {
    rt,
    workspaceId,
    actor: { type: "system", id: policyId, name: "Rotation policy" },
    scopes: permissionSet(["*"]),
    address: null,
    userAgent: null,
    requestId: newRequestId(),
  };
}
