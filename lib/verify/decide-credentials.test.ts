import { expect, test } from "vitest";
import type { ApiCredential } from "../credentials/credential";
import type { Resolution } from "../credentials/kind";
import { permissionSet } from "../platform/permission";
import { testWorkspace, useRuntime } from "../testing";
import { decide } from "./decide";

const rt = useRuntime();

const client: ApiCredential = {
  id: "cli_1",
  workspaceId: "ws_1",
  kind: "client",
  apiId: "api_1",
  environment: "live",
  name: "partner portal",
  identity: null,
  permissions: ["orders:read"],
  granted: permissionSet(["orders:read"]),
  roles: [],
  ratelimits: [],
  creditsOf: null,
  metadata: {},
  isAllowedAddress: null,
  allowedOrigins: null,
  enabled: true,
  expiresAt: null,
  revokedAt: null,
};

async function decided(is: "found" | "expired" | "revoked", credential: Partial<ApiCredential> = {}) {
  const { ctx } = await testWorkspace(rt());
  const caller = { workspaceId: ctx.workspaceId };
  const of = { ...client, workspaceId: ctx.workspaceId, ...credential };
  const proof = { id: "tok_1", retiresAt: null, retiringSince: null, credential: of };
  const resolution: Resolution<ApiCredential> = { is, proof };
  const result = await decide(
    rt(),
    { caller, request: { key: "" }, requestId: "req_1", query: null },
    resolution,
  );
  return result.kind === "answer" ? result.answer : result;
}

test("answers with the ids of the credential and the proof, whatever the kind", async () => {
  expect(await decided("found")).toMatchObject({
    code: "VALID",
    keyId: "cli_1",
    secretId: "tok_1",
    name: "partner portal",
    permissions: ["orders:read"],
  });
});

test("answers REVOKED for a revoked proof of an active credential", async () => {
  expect(await decided("revoked")).toMatchObject({ valid: false, code: "REVOKED", keyId: "cli_1" });
});

test("answers EXPIRED for an expired proof of an active credential", async () => {
  expect(await decided("expired")).toMatchObject({ valid: false, code: "EXPIRED" });
});

test("checks the credential and its proof in the order of the contract", async () => {
  expect(await decided("expired", { enabled: false })).toMatchObject({ code: "DISABLED" });
  expect(await decided("expired", { revokedAt: 1 })).toMatchObject({ code: "REVOKED" });
  expect(await decided("revoked", { enabled: false })).toMatchObject({ code: "REVOKED" });
});
