import type { Endpoint } from "../endpoint";
import * as apis from "./apis";
import * as keys from "./keys";
import * as reading from "./reading";
import * as rootKeys from "./root-keys";

/** Every operation but verify, which is mounted twice and has its own file. The OpenAPI document is made of this list. */
export const ENDPOINTS: Endpoint[] = [apis, keys, rootKeys, reading].flatMap((area) =>
  Object.values<Endpoint>(area),
);
