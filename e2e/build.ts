import { provision } from "../scripts/provision.mjs";

/** Once per run, before the workers: what their servers run is built. */
export default function build(): void {
  provision({ build: true });
}
