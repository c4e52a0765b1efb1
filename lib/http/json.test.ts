import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readJson } from "./json";

const read = (text: string) => readJson(Buffer.from(text));

describe("reading JSON", () => {
  test("gives what JSON.parse gives for anything that JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        // Whole numbers past 2^53 are refused, and have their own test.
        fc.pre(!/\d{16}/.test(text));
        expect(read(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test.each([
    ['{"a":1,"a":2}', "a: is given twice"],
    ['{"a":{"b":[{"c":1},{"c":1,"\\u0063":2}]}}', "a.b.1.c: is given twice"],
    ['{"limits":[1,9007199254740993]}', "limits.1: is a whole number past 2^53"],
    ['{"n":-9007199254740992}', "n: is a whole number past 2^53"],
    ["{nope", "body: is not valid JSON"],
    ["", "body: is empty"],
    [`${"[".repeat(40)}${"]".repeat(40)}`, "body: is nested deeper than 32"],
  ])("%.40s is refused with its place", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  test("a name may stand in two objects, and a string may look like anything", () => {
    expect(read('[{"a":"}{\\"a\\":1,"},{"a":1e30}]')).toEqual([{ a: '}{"a":1,' }, { a: 1e30 }]);
  });

  test("what is not UTF-8 is refused, and too large a body too", () => {
    expect(() => readJson(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).toThrow("body: is not valid UTF-8");
    expect(() => readJson(null)).toThrow("body: is larger than 1 MiB");
  });

  test("an error never quotes the body", () => {
    expect(() => read('{"key":"sk_live_verysecret" oops')).toThrow(/^body: is not valid JSON$/);
  });
});
