import type { Ctx } from "../platform/context";
import { newRequestId } from "../platform/ids";
import { permissionSet } from "../platform/permission";
import type { Runtime } from "../runtime/runtime";

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
