import type { Config } from "../platform/config";
import { PROVIDERS, type Provider } from "./provider-sign-in";

/** The providers that this server can sign people in with. */
export function configuredProviders(config: Config): Provider[] {
  return PROVIDERS.filter((provider) => config[provider] !== undefined);
}
