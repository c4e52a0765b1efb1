"use server";

import { verifyChain } from "@/lib/audit/verify-chain";
import { pageContext } from "@/lib/auth/page-context";
import { actionResult } from "@/lib/http/action";

/** `expected` is a hash that the chain must have. */
export async function verifyChainAction(slug: string, expected?: string) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return verifyChain(ctx, expected === undefined ? {} : { expected });
  });
}
