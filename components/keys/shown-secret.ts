import type { KeyView, SecretView } from "@/lib/keys/schemas";

/** The secret that stands for a key: the one that lives on, or the newest once all have ended. */
export function shownSecret(key: Pick<KeyView, "secrets">): SecretView {
  const secret =
    key.secrets.find((each) => each.state === "active") ??
    key.secrets.find((each) => each.state === "retiring") ??
    key.secrets[0];
  if (!secret) throw new Error("a key has at least one secret");
  return secret;
}

/** A secret's part in its key, as requests name it. */
export function secretPart(
  key: Pick<KeyView, "secrets" | "rotation">,
  secretId: string | null,
): "new" | "old" | "retired" | null {
  if (!secretId) return null;
  if (key.rotation) {
    if (secretId === key.rotation.newSecretId) return "new";
    if (secretId === key.rotation.oldSecretId) return "old";
  }
  return key.secrets.find((each) => each.id === secretId)?.state === "retired" ? "retired" : null;
}
