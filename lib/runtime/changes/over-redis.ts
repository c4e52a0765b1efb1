import { newRedis } from "../../platform/redis/over-tcp";
import type { Listen } from "./channel";

const NAME = "latchkey:changes";

/** SUBSCRIBE on a connection of its own: it can do nothing else. */
export const listenOnRedis =
  (url: string): Listen =>
  async (hear) => {
    const redis = newRedis(url, null);
    const ended = new Promise((resolve) => redis.once("end", resolve));
    redis.on("message", (_, line) => hear(line));
    try {
      await redis.connect();
      await redis.subscribe(NAME);
    } catch (error) {
      redis.disconnect();
      throw error;
    }
    return { ended, ping: () => redis.ping(), close: () => redis.disconnect() };
  };

export type Publisher = { publish(lines: string[]): Promise<void>; close(): void };

export function publisherOnRedis(url: string): Publisher {
  const redis = newRedis(url);
  redis.connect().catch(() => {});
  return {
    publish: async (lines) => {
      await Promise.all(lines.map((line) => redis.publish(NAME, line)));
    },
    close: () => redis.disconnect(),
  };
}
