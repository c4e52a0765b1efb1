import { describe, expect, test } from "vitest";
import { hashPassword, passwordFault, passwordMatches } from "./password";

const email = "ops@northwind.example";

describe("a password", () => {
  test.each([
    ["", "at least 12"],
    ["short pass!", "at least 12"],
    ["é".repeat(600), "at most 1024 bytes"],
    [email, "must not be the e-mail"],
    ["OPS@northwind.example", "must not be the e-mail"],
    ["northwind2026!", "too easy"],
    ["password1234", "too easy"],
    ["Password2024!!", "too easy"],
    ["p@ssw0rdp@ssw0rd", "too easy"],
    ["123456789012", "too easy"],
    ["qwertyuiop[]12", "too easy"],
    ["1qaz2wsx3edc", "too easy"],
    ["aaaaaaaaaaaaaaaa", "too easy"],
    ["abcabcabcabcabc", "too easy"],
    ["iloveyouiloveyou", "too easy"],
    ["dragonmonkey99", "too easy"],
    ["latchkeylatchkey", "too easy"],
    ["administrator1", "too easy"],
  ])("%s is refused", (password, why) => {
    expect(passwordFault(password, email)).toContain(why);
  });

  test.each([
    "correct horse battery staple 9",
    "purple-anvil-cocoa-17",
    "kJ8#qLm2!vRt",
    "ein schöner Tag am See",
    "雨の日は図書館で本を読みます",
    `${"é".repeat(6)}kWz4!q`,
  ])("%s is taken", (password) => {
    expect(passwordFault(password, email)).toBeNull();
  });

  test("is kept as Argon2id with its parameters, and matches however its letters are composed", async () => {
    const stored = await hashPassword("Zu\u0308rich an der Limmat");
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwordMatches(stored, "Z\u00fcrich an der Limmat")).toBe(true);
    expect(await passwordMatches(stored, "Zurich an der Limmat")).toBe(false);
  });

  test("matches nothing where there is none, at the cost of a comparison", async () => {
    expect(await passwordMatches(null, "")).toBe(false);
    expect(await passwordMatches(undefined, "correct horse battery staple 9")).toBe(false);
  });
});
