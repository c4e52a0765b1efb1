import type { CodeSample } from "@/components/ui/code-block";

const may = (permissions: readonly string[], scope: string) =>
  permissions.includes("*") ||
  permissions.includes(scope) ||
  permissions.includes(`${scope.split(":")[0]}:*`);

/** A call that this root key may make. The shown one reads the variable; the copied one sets it first. */
export function firstCall(permissions: readonly string[], appUrl: string, secret: string): CodeSample {
  const head = (path: string) =>
    `curl -s ${appUrl}/api/v1${path} \\\n  -H "Authorization: Bearer $LATCHKEY_ROOT_KEY"`;
  const reads: [scope: string, path: string][] = [
    ["keys:read", "/keys"],
    ["usage:read", "/usage"],
    ["apis:read", "/apis"],
    ["identities:read", "/identities"],
    ["audit:read", "/audit-events"],
    ["root-keys:read", "/root-keys"],
  ];
  const read = reads.find(([scope]) => may(permissions, scope));
  const verify = `${head("/keys/verify")} \\\n  -H "Content-Type: application/json" \\\n  -d '{"key":"sk_live_…"}'`;
  const code = may(permissions, "keys:verify") || !read ? verify : head(read[1]);
  return { id: "curl", label: "curl", code, copy: `export LATCHKEY_ROOT_KEY=${secret}\n${code}` };
}
