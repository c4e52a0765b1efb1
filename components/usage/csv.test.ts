import { expect, test } from "vitest";
import { csvText } from "./csv";

test("cells are quoted where they must be, and no name becomes a formula", () => {
  const text = csvText([
    ["key", "calls"],
    ['a "quoted", name', 12],
    ["=HYPERLINK(1)", 0.5],
    [null, -3],
  ]);
  expect(text).toBe('key,calls\r\n"a ""quoted"", name",12\r\n\'=HYPERLINK(1),0.5\r\n,-3\r\n');
});
