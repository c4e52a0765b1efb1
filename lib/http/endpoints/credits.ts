import { changeIdentityCredits } from "../../credits/change-identity-credits";
import { changeKeyCredits } from "../../credits/change-key-credits";
import { changeCreditsSchema, creditsSchema } from "../../credits/fields";
import { identitySchema } from "../../identities/schemas";
import { keySchema } from "../../keys/schemas";
import { endpoint } from "../endpoint";

const tag = "Credits";
const answer = {
  status: 200,
  schema: creditsSchema,
  description: "The credits as they are now",
  example: {
    remaining: 1_500,
    refill: { interval: "monthly", amount: 1_000, day: 1 },
    nextRefillAt: "2026-12-01T00:00:00.000Z",
  },
} as const;

export const changeKeyCreditsEndpoint = endpoint({
  method: "POST",
  path: "/keys/{id}/credits",
  id: keySchema.shape.id,
  operationId: "changeKeyCredits",
  summary: "Top up a key's credits (add), or set what remains (set). Its refill goes on as before.",
  tag,
  scope: "keys:update",
  body: changeCreditsSchema,
  bodyExample: { add: 500 },
  answer,
  problems: ["not_found", "key_ended", "conflict", "idempotency_conflict"],
  handle: (ctx, { id, body }) => changeKeyCredits(ctx, id, body),
});

export const changeIdentityCreditsEndpoint = endpoint({
  method: "POST",
  path: "/identities/{id}/credits",
  id: identitySchema.shape.id,
  operationId: "changeIdentityCredits",
  summary: "Top up the credits that an identity's keys share (add), or set what remains (set)",
  tag,
  scope: "identities:update",
  body: changeCreditsSchema,
  bodyExample: { set: 10_000 },
  answer,
  problems: ["not_found", "conflict", "idempotency_conflict"],
  handle: (ctx, { id, body }) => changeIdentityCredits(ctx, id, body),
});
