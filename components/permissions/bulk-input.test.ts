import { describe, expect, test } from "vitest";
import { readBulk } from "./bulk-input";

const short = (text: string) =>
  readBulk(text).lines.map(({ line, name, fault }) => [line, name, fault === null ? "good" : fault]);

describe("what is pasted", () => {
  test("as JSON has a line for each entry", () => {
    const text = `{ "permissions": [
  "orders:read",
  { "name": "orders:write",
    "description": "say \\"[,]\\"", "administrative": true }, "orders:*",
  { "name": "a:b", "colour": "red" },
  { "name": "c:d", "administrative": "yes" }, 7
] }`;
    expect(short(text)).toEqual([
      [2, "orders:read", "good"],
      [3, "orders:write", "good"],
      [4, "orders:*", "The name must be resource:action without a wildcard."],
      [5, "a:b", "colour is not a known field."],
      [6, "c:d", "administrative must be true or false."],
      [6, "", "An entry is a name or an object with a name."],
    ]);
    expect(readBulk(text).lines[1]).toMatchObject({ description: 'say "[,]"', administrative: true });
  });

  test("as broken JSON says so, and where the browser knows it", () => {
    expect(readBulk('[\n"a:b"\n"c:d"]').fault).toMatch(/^This is not valid JSON/);
    expect(readBulk('{ "a": 1 }').fault).toMatch(/^This is no list/);
  });

  test("as CSV may have a head, quotes and empty lines", () => {
    const text =
      'administrative,name,description\r\nyes,users:delete,"For good, and\nforever"\r\n\r\n,users:read,\nmaybe,a:b,';
    expect(readBulk(text).lines).toEqual([
      {
        line: 2,
        name: "users:delete",
        description: "For good, and\nforever",
        administrative: true,
        fault: null,
      },
      { line: 5, name: "users:read", description: "", administrative: false, fault: null },
      {
        line: 6,
        name: "a:b",
        description: "",
        administrative: false,
        fault: "administrative must be true or false.",
      },
    ]);
  });

  test("as a plain list of names is CSV without a head", () => {
    expect(short("orders:read\norders:write\norders:read\nnonsense")).toEqual([
      [1, "orders:read", "good"],
      [2, "orders:write", "good"],
      [3, "orders:read", "Line 1 has it already."],
      [4, "nonsense", "The name must be resource:action without a wildcard."],
    ]);
  });

  test("may be 1,000 at most", () => {
    const { lines } = readBulk(Array.from({ length: 1_001 }, (_, i) => `a:n${i}`).join("\n"));
    expect(lines.filter((one) => one.fault)).toMatchObject([{ line: 1_001 }]);
    expect(readBulk("  ")).toEqual({ lines: [], fault: null });
  });
});
