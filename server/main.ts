import cluster from "node:cluster";
import { EmbeddedDatabaseError } from "@/db/embedded";
import { ConfigError, loadConfig } from "@/lib/platform/config";
import { isFirstVisit } from "@/lib/runtime/start";
import { PortError, serve } from "./serve";
import { startWorkers } from "./supervisor";
import { runWorker } from "./worker";

function stop(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** A start that failed for a reason the operator can mend says so in one sentence; anything else is a fault of ours. */
function startFailed(error: unknown): never {
  if (error instanceof ConfigError || error instanceof EmbeddedDatabaseError || error instanceof PortError)
    stop(error.message);
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  stop("Latchkey could not start.");
}

async function main(): Promise<void> {
  const config = loadConfig();
  if (cluster.isWorker) return runWorker(config);
  const { workers, databaseUrl } = config;
  // Development reloads one process.
  const several = workers !== undefined && process.env.NODE_ENV === "production";
  if (several && databaseUrl) return startWorkers(config, workers);
  if (several && workers > 1)
    process.stderr.write(
      "WEB_CONCURRENCY: one process serves, because only one may open the embedded database; set DATABASE_URL for more.\n",
    );
  const rt = await serve(config, { late: false });
  process.stdout.write(`Latchkey is ready at ${config.appUrl}\n`);
  if (await isFirstVisit(rt))
    process.stdout.write("The database is empty: the first visit creates the owner.\n");
}

main().catch(startFailed);
