import { validateHeaderValue } from "node:http";
import { expect, test } from "vitest";
import { importedKeySchema } from "./import-schemas";

const fieldOf = (key: object) =>
  importedKeySchema.safeParse({ name: "k", ...key }).error?.issues[0]?.path.join(".");

/** Whether a gateway's client can present it: in a header, where spaces at the ends are dropped and others end a token. */
function canBeSent(value: string): boolean {
  try {
    validateHeaderValue("authorization", `Bearer ${value}`);
  } catch {
    return false;
  }
  return /^Bearer (\S+)$/.exec(`Bearer ${value}`)?.[1] === value;
}

test("an imported plaintext of a character that no header carries is refused by its field, wherever it stands", () => {
  for (let code = 0; code < 0x180; code++) {
    const char = String.fromCharCode(code);
    for (const plaintext of [`${char}1234567`, `1234${char}5678`, `1234567${char}`]) {
      const refused = fieldOf({ plaintext });
      const what = `U+${code.toString(16)} in ${JSON.stringify(plaintext)}`;
      // Clients disagree on the bytes of anything above ASCII, so it is refused though Node would send some of it.
      expect(refused, what).toBe(canBeSent(plaintext) && code < 0x80 ? undefined : "plaintext");
    }
  }
});

test.each([
  "12345678\n",
  "12345678\r\n",
  " 12345678",
  "12345678 ",
  "1234 5678",
  "12345678\t",
  "пароль-один",
  "😀😀😀😀😀",
])("an imported plaintext %j is refused by its field", (plaintext) =>
  expect(fieldOf({ plaintext })).toBe("plaintext"),
);

test("what is shown of an imported key hides nothing", () => {
  const hash = "0".repeat(64);
  expect(fieldOf({ hash, start: "acme_3Zx9", last4: "9fK2" })).toBeUndefined();
  expect(fieldOf({ hash, start: "" })).toBeUndefined();
  expect(fieldOf({ hash, start: "acme\u202e" })).toBe("start");
  expect(fieldOf({ hash, last4: "9f\n2" })).toBe("last4");
});
