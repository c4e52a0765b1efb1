import type { Endpoint } from "../endpoint";
import * as apis from "./apis";
import * as credits from "./credits";
import * as identities from "./identities";
import * as keys from "./keys";
import * as permissions from "./permissions";
import * as policies from "./policies";
import * as limitOverrides from "./ratelimit-overrides";
import * as reading from "./reading";
import * as roles from "./roles";
import * as rootKeys from "./root-keys";

/** Every operation but verify, which is mounted twice and has its own file. The OpenAPI document is made of this list. */
export const ENDPOINTS: Endpoint[] = [
  apis,
  keys,
  credits,
  identities,
  permissions,
  policies,
  roles,
  rootKeys,
  limitOverrides,
  reading,
].flatMap((area) => Object.values<Endpoint>(area));
