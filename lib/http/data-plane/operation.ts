import type { Runtime } from "../../runtime/runtime";
import type { Documented } from "../endpoint";
import type { SentBody } from "../json";
import type { VerifyReply } from "../verify-endpoint";

/** A request as an operation sees it, whether Node's parser or Next read it. */
export type DataRequest = {
  method: string;
  /** Path and query. */
  url: string;
  /** A router has resolved the path's dots, so a path that a gateway made longer may have lost what it had more. */
  resolved: boolean;
  /** The caller's address. */
  address: () => string | null;
  header(name: string): string | null;
  /** Also null for an operation that reads no body. */
  body: SentBody;
};

type Answering = {
  handle(rt: Runtime, request: DataRequest, requestId: string): VerifyReply | Promise<VerifyReply>;
};

/**
 * Asked by gateways before they let a request pass. Some ask with the original request's method and append its path, so
 * every method and every longer path is answered. No body is read.
 */
export type GatewayOperation = Answering & { path: string; pathItem: Record<string, unknown> };

/** One operation of the data plane: `server/` answers it without Next, and Next's route where there is no `server/`. */
export type DataOperation = (Answering & Documented) | GatewayOperation;

export const isForGateways = (operation: DataOperation): operation is GatewayOperation =>
  "pathItem" in operation;
