"use server";

import { pageContext } from "@/lib/auth/page-context";
import { actionResult } from "@/lib/http/action";
import { sendVerification } from "@/lib/verify/send-verification";

export async function sendVerificationAction(slug: string, secret: string) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return (await sendVerification(ctx, { key: String(secret) })).code;
  });
}
