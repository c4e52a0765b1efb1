// Upstash's REST in front of the bench's Redis, in a process of its own as it would be.
import { restBridge } from "@/lib/platform/redis/rest-bridge";

await restBridge(process.env.REDIS_URL ?? "", process.env.REST_TOKEN ?? "", Number(process.env.PORT));
