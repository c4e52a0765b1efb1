import { redirect, unstable_rethrow } from "next/navigation";
import { requestedPath, visitor } from "../auth/request";
import { Problem } from "../platform/errors/problem";
import { runtime } from "../runtime/runtime";
import { asProblem } from "./faults";

/** What Next hands to the error page beside nothing else: the digest, here the request's id. */
class PageFault extends Error {
  override name = "PageFault";
  constructor(
    message: string,
    readonly digest: string,
  ) {
    super(message);
  }
}

/** What an address asks and no verb understands (a cursor that no list gave) counts as not asked: to the page without it. */
async function refusedQuery(error: unknown): Promise<string | null> {
  if (!(error instanceof Problem) || error.code !== "invalid_request") return null;
  const [path, query] = (await requestedPath())?.split("?") ?? [];
  return path && query ? path : null;
}

/**
 * A page's or its metadata's function. What it throws is logged as every fault is, and reaches the error page as the
 * request's id, by which it is found in the log; `redirect` and `notFound` go on to Next.
 */
export function page<Props, Result>(
  render: (props: Props) => Promise<Result>,
): (props: Props) => Promise<Result> {
  return async (props) => {
    try {
      return await render(props);
    } catch (error) {
      unstable_rethrow(error);
      const plain = await refusedQuery(error);
      if (plain) redirect(plain);
      const { requestId } = await visitor();
      throw new PageFault(asProblem(runtime(), requestId, error).detail, requestId);
    }
  };
}
