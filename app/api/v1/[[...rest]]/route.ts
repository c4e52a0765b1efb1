import { answerApi } from "@/lib/http/api";

/** Every operation: `lib/http/api.ts` finds the one for a method and path. */
export {
  answerApi as DELETE,
  answerApi as GET,
  answerApi as HEAD,
  answerApi as OPTIONS,
  answerApi as PATCH,
  answerApi as POST,
  answerApi as PUT,
};
