import { z } from "zod";
import { VERIFICATION_CODES } from "./codes";

export const verificationCodeField = z.enum(VERIFICATION_CODES).meta({
  id: "VerificationCode",
  description: "The outcome. Each one has a page under /docs/errors.",
  examples: ["VALID"],
});
