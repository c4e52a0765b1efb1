import { describe, expect, test } from "vitest";
import { csvText } from "./csv";

const line = (text: string) => csvText([[text]]).slice(0, -2);

test("writes cells as RFC 4180 has them, and numbers as they are", () => {
  const text = csvText([
    ["key", "calls"],
    ['a "quoted", name', 12],
    [null, -3],
  ]);
  expect(text).toBe('key,calls\r\n"a ""quoted"", name",12\r\n,-3\r\n');
});

test.each(["plain", "a-b", "1 + 1", "a = b", "user@example.com", "key-1", "naïve", "orders:read *"])(
  "leaves %j as it is",
  (text) => expect(line(text)).toBe(text),
);

/** Every character that is = + - @ or a minus to a program that normalises. */
const STARTS = Array.from({ length: 0xffff }, (_, code) => String.fromCharCode(code)).filter((char) =>
  /^[=+\-@\u2212]$/.test(char.normalize("NFKC")),
);

describe("a formula start is neutralised", () => {
  test("in every form of it", () => {
    expect(STARTS.length).toBeGreaterThan(12);
    for (const start of STARTS) expect(line(`${start}1+1`)).toBe(`'${start}1+1`);
  });

  test("behind every delimiter, quote and blank, wherever some program would split the line", () => {
    for (const before of ["", " ", "\u00a0", "\ufeff", '"', "'", '" '])
      for (const delimiter of ["", ";", "a;", "\t", "a\t", ",", "a|", "\r", "a\n", ";;", ";a;"])
        for (const start of STARTS) {
          const written = line(`${delimiter}${before}${start}1+1`);
          const read = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
          const cells = read.split(/[;,|\t\r\n]/).map((each) => each.replace(/^[\s"\ufeff]+/, ""));
          expect(cells.filter((each) => STARTS.includes(each.charAt(0)))).toEqual([]);
        }
  });

  test.each([
    ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
    ["\uff1d1+1", "'\uff1d1+1"],
    [";=1+1", '";\'=1+1"'],
    ["\tx", '"\'\tx"'],
    ["\rx", '"\'\rx"'],
    ['"=1', '"""\'=1"'],
  ])("%j becomes %j", (text, written) => expect(line(text)).toBe(written));
});
