import { restBridge } from "./platform/redis/rest-bridge";
import { TEST_REDIS, TEST_REST } from "./testing";

/** Once per test run: with LATCHKEY_TEST_UPSTASH the limits go over Upstash's REST, to a bridge before the run's Redis. */
export default async function setup(): Promise<() => Promise<void>> {
  const url = process.env[TEST_REDIS];
  if (!url || !process.env["LATCHKEY_TEST_UPSTASH"]) return async () => {};
  const bridge = await restBridge(url, "a token for tests");
  process.env[TEST_REST] = JSON.stringify({ restUrl: bridge.restUrl, token: bridge.token });
  return bridge.close;
}
