import { expect, test } from "vitest";
import { z } from "zod";
import { parseInput } from "./parse";
import { Problem } from "./problem";

test("a body that is wrong in thousands of places gets an answer of bounded size, which says how many more there are", () => {
  const schema = z.strictObject({ key: z.string() });
  const sent = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`f${i}`, 0]));
  const refused = () => parseInput(schema, { key: "k", ...sent });
  expect(refused).toThrow(Problem);
  try {
    refused();
  } catch (error) {
    const { errors, detail } = error as Problem;
    expect(errors).toHaveLength(101);
    expect(errors[0]).toEqual({ field: "f0", message: "is not a known field" });
    expect(errors[100]).toEqual({ field: "body", message: "has 49900 more errors" });
    expect(detail.length).toBeLessThan(5_000);
  }
});
