"use server";

import { action, textArgument } from "@/lib/http/action";
import { sendVerification } from "@/lib/verify/send-verification";

export const sendVerificationAction = action(
  [textArgument],
  async ({ ctx }, key) => (await sendVerification(ctx, { key })).code,
);
