import { provision } from "../scripts/provision.mjs";

/** Once per run, before the workers: what their servers run is built. */
export default async function build(): Promise<void> {
  await provision({ build: true });
}
