import type { ActionResult } from "@/lib/http/action";
import type { VerificationCode } from "@/lib/verify/codes";

/** Sends one real verification; the secret goes in the request's body and is kept nowhere. Server action, bound to its workspace. */
export type SendOne = (secret: string) => Promise<ActionResult<VerificationCode>>;
