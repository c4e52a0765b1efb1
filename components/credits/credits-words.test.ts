import { expect, test } from "vitest";
import { creditsWords } from "./credits-words";

const monthly = { interval: "monthly", amount: 1_000, day: 1 };
const credits = (remaining: number, refill: object | null = null) => ({ credits: { remaining, refill } });

test.each([
  ["key.credits_added", credits(1_000), credits(1_500), "500 credits added, 1,500 then"],
  ["key.credits_set", credits(15), credits(3), "Credits set to 3, from 15"],
  ["key.credits_set", { credits: null }, credits(3), "Credits set to 3"],
  ["key.updated", credits(3), credits(3, monthly), "Refilled to 1,000 each month on day 1"],
  ["key.updated", credits(3, monthly), credits(3), "Not refilled any more"],
  [
    "identity.updated",
    credits(3),
    credits(9, { ...monthly, interval: "daily", day: null }),
    "Credits set to 9, from 3. Refilled to 1,000 each day",
  ],
  ["key.updated", credits(3, monthly), { credits: null }, "Calls are not counted any more"],
])("%s from %j to %j: %s", (action, before, after, words) => {
  expect(creditsWords({ action, before, after })).toBe(words);
});
