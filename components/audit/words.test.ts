import { CircleDot } from "lucide-react";
import { expect, test } from "vitest";
import { AUDIT_ACTIONS } from "@/lib/audit/actions";
import { actionIcon, actionWords } from "./words";

test("each action has an icon of its own kind and reads as words", () => {
  for (const action of AUDIT_ACTIONS) {
    expect(actionIcon(action), action).not.toBe(CircleDot);
    expect(actionWords(action), action).toMatch(/^[A-Z][A-Za-z ]+$/);
  }
  expect(actionWords("limit_override.created")).toBe("Limit override created");
});
