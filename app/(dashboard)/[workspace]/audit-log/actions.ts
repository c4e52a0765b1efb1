"use server";

import { verifyChain } from "@/lib/audit/verify-chain";
import { action, textArgument } from "@/lib/http/action";

/** `expected` is a hash that the chain must have. */
export const verifyChainAction = action([textArgument.optional()], async ({ ctx }, expected) =>
  verifyChain(ctx, expected === undefined ? {} : { expected }),
);
