/** Under plain `next start` there is no `server/` that has built the Runtime; then it is built here, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { runtimeIfStarted } = await import("./lib/runtime/runtime");
  if (runtimeIfStarted()) return;
  const { loadConfig } = await import("./lib/platform/config");
  const { startRuntime } = await import("./lib/runtime/start");
  // It may be a host without a disk, or with one that ends with the call; USAGE_JOURNAL=disk says that it is not.
  await startRuntime(loadConfig(), "memory");
}
