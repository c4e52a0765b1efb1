// A private Redis for a test run, from the program that is installed or that the system's packages bring.
import { spawn } from "node:child_process";
import { aptInstall, freePort, onPath } from "./postgres.mjs";

/** Starts one on a free port of 127.0.0.1, nothing on disk; null if there is none to be had. */
export async function startRedis() {
  const program = onPath("redis-server") ?? (aptInstall("redis-server") ? onPath("redis-server") : null);
  if (!program) return null;
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const child = spawn(program, args, { stdio: "ignore" });
  const stop = () => child.kill("SIGKILL");
  process.once("exit", stop);
  return { url: `redis://127.0.0.1:${port}`, stop };
}
