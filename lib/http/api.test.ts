import { beforeAll, describe, expect, test } from "vitest";
import { setRuntime } from "../runtime/runtime";
import { useRuntime } from "../testing";
import { answerApi } from "./api";
import { DATA_PLANE } from "./data-plane";
import { ENDPOINTS } from "./endpoints";

const rt = useRuntime();
beforeAll(() => setRuntime(rt()));

const ID = `key_${"0".repeat(26)}`;

const ask = (method: string, path: string) =>
  answerApi(new Request(`http://localhost:3000/api/v1${path}`, { method }));

/** The methods of each path, written out so that one lost or added by mistake fails a test. */
const ALLOWED: [path: string, allow: string][] = [
  ["/apis", "GET, POST, HEAD, OPTIONS"],
  ["/apis/{id}", "GET, PATCH, DELETE, HEAD, OPTIONS"],
  ["/audit-events", "GET, HEAD, OPTIONS"],
  ["/audit-events/verification", "GET, HEAD, OPTIONS"],
  ["/identities", "GET, POST, HEAD, OPTIONS"],
  ["/identities/{id}", "GET, PATCH, DELETE, HEAD, OPTIONS"],
  ["/identities/{id}/credits", "POST, OPTIONS"],
  ["/keys", "GET, POST, HEAD, OPTIONS"],
  ["/keys/import", "POST, OPTIONS"],
  ["/keys/verify", "POST, OPTIONS"],
  ["/keys/verify-batch", "POST, OPTIONS"],
  ["/keys/{id}", "GET, PATCH, DELETE, HEAD, OPTIONS"],
  ["/keys/{id}/credits", "POST, OPTIONS"],
  ["/keys/{id}/rotate", "POST, OPTIONS"],
  ["/keys/{id}/rotation", "GET, HEAD, OPTIONS"],
  ["/keys/{id}/rotation/cancel", "POST, OPTIONS"],
  ["/keys/{id}/rotation/complete", "POST, OPTIONS"],
  ["/keys/{id}/rotation/extend", "POST, OPTIONS"],
  ["/openapi.json", "GET, HEAD, OPTIONS"],
  ["/permissions", "GET, POST, HEAD, OPTIONS"],
  ["/permissions/bulk", "POST, OPTIONS"],
  ["/permissions/{id}", "GET, PATCH, DELETE, HEAD, OPTIONS"],
  ["/policies", "GET, POST, HEAD, OPTIONS"],
  ["/policies/{id}", "GET, PATCH, DELETE, HEAD, OPTIONS"],
  ["/ratelimit", "POST, OPTIONS"],
  ["/ratelimit-overrides", "GET, POST, HEAD, OPTIONS"],
  ["/ratelimit-overrides/{id}", "DELETE, OPTIONS"],
  ["/roles", "GET, POST, HEAD, OPTIONS"],
  ["/roles/{id}", "GET, PATCH, DELETE, HEAD, OPTIONS"],
  ["/root-keys", "GET, POST, HEAD, OPTIONS"],
  ["/root-keys/{id}", "GET, PATCH, DELETE, HEAD, OPTIONS"],
  ["/root-keys/{id}/rotate", "POST, OPTIONS"],
  ["/root-keys/{id}/rotation", "GET, HEAD, OPTIONS"],
  ["/root-keys/{id}/rotation/cancel", "POST, OPTIONS"],
  ["/root-keys/{id}/rotation/complete", "POST, OPTIONS"],
  ["/root-keys/{id}/rotation/extend", "POST, OPTIONS"],
  ["/usage", "GET, HEAD, OPTIONS"],
  ["/whoami", "GET, HEAD, OPTIONS"],
];

describe("the paths of the API", () => {
  test("every operation has a path, and no path is without one", () => {
    const paths = [...ENDPOINTS, ...DATA_PLANE].map((operation) => operation.path);
    expect([...new Set([...paths, "/openapi.json"])].sort()).toEqual(
      [...ALLOWED.map(([path]) => path), "/forward-auth"].sort(),
    );
  });

  test.each(ALLOWED)("%s answers %s, and 405 with Allow to other methods", async (path, allow) => {
    const at = path.replace("{id}", ID);
    const options = await ask("OPTIONS", at);
    expect([options.status, options.headers.get("allow"), await options.text()]).toEqual([204, allow, ""]);
    const allowed = allow.split(", ");
    const isPublic = path === "/openapi.json";
    for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]) {
      const answer = await ask(method, at);
      if (allowed.includes(method)) {
        // It reached its operation, which asks for a root key first.
        expect([method, answer.status]).toEqual([method, isPublic ? 200 : 401]);
      } else {
        expect([method, answer.status, answer.headers.get("allow")]).toEqual([method, 405, allow]);
        expect(await answer.json()).toMatchObject({ code: "method_not_allowed" });
      }
    }
  });

  test("a 405 names the methods that work", async () => {
    const detail = async (method: string, path: string) =>
      ((await (await ask(method, path)).json()) as { detail: string }).detail;
    expect(await detail("PUT", "/keys")).toBe("PUT is not possible here; GET, POST are.");
    expect(await detail("GET", "/keys/import")).toBe("GET is not possible here; POST is.");
  });

  test("only an id may be percent-encoded", async () => {
    for (const id of [ID, ID.replace("k", "%6b"), "a%2Fb", "%25", "%", "[id]", "constructor"])
      expect([id, (await ask("GET", `/keys/${id}`)).status]).toEqual([id, 401]);
    for (const path of ["/%6beys", "/key%73", `/%6beys/${ID}`, `/keys/${ID}/%72otate`, "/forward%2dauth"])
      expect([path, (await ask("GET", path)).status]).toEqual([path, 404]);
  });

  test.each([
    "",
    "/nope",
    "/Keys",
    "/keys%2F",
    `/keys/${ID}/nope`,
    "/keys/verify/x",
    "/constructor",
    "/a/b/c/d",
    "/keys".repeat(2_000),
  ])("404 for %j, with the path in a problem document", async (path) => {
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
      const answer = await ask(method, path);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
      expect(await answer.json()).toMatchObject({
        code: "not_found",
        detail: `There is nothing at /api/v1${path}. See /api/v1/openapi.json.`,
      });
    }
    expect((await ask("OPTIONS", path)).headers.get("allow")).toBe(
      "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT",
    );
  });

  test("forward-auth answers every method below its path, and at its path those that gateways use", async () => {
    for (const method of ["GET", "HEAD", "POST", "OPTIONS"])
      expect([method, (await ask(method, "/forward-auth?tag=a")).status]).toEqual([method, 401]);
    for (const method of ["PUT", "PATCH", "DELETE"]) {
      expect([method, (await ask(method, "/forward-auth")).status]).toEqual([method, 405]);
      expect([method, (await ask(method, "/forward-auth/orders/1")).status]).toEqual([method, 401]);
    }
    expect((await ask("GET", "/forward-authority")).status).toBe(404);
  });
});
