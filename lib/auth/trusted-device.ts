import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import type { Config } from "../platform/config";
import { secureCookies } from "./cookies";

/** A browser in which somebody has signed in before: its attempts are counted apart from those of strangers. */
export type TrustedDevice = { userId: string; deviceId: string };

type Settings = Pick<Config, "appUrl" | "authSecret">;

export const DEVICE_SECONDS = 180 * 86_400;

/** The `__Host-` prefix keeps other hosts of the domain from setting it. */
export const deviceCookie = (config: Settings) =>
  secureCookies(config) ? "__Host-latchkey.device" : "latchkey.device";

function signature({ authSecret }: Settings, text: string): string {
  const key = hkdfSync("sha256", authSecret, "", "latchkey trusted device", 32);
  return createHmac("sha256", Buffer.from(key)).update(text).digest("base64url");
}

/** The cookie's value after a sign-in. It opens nothing: with it, a password may be tried where strangers are locked out. */
export function signDevice(config: Settings, userId: string, now: number): string {
  const expires = Math.floor(now / 1_000) + DEVICE_SECONDS;
  const text = `${userId}.${randomBytes(12).toString("base64url")}.${expires}`;
  return `${text}.${signature(config, text)}`;
}

/** Null for a value that is missing, forged or expired. */
export function readDevice(config: Settings, value: string | undefined, now: number): TrustedDevice | null {
  const match = /^((\w{1,64})\.([\w-]{16})\.(\d{1,12}))\.([\w-]{43})$/.exec(value ?? "");
  if (!match) return null;
  const [, text = "", userId = "", deviceId = "", expires, given = ""] = match;
  if (!timingSafeEqual(Buffer.from(given), Buffer.from(signature(config, text)))) return null;
  return Number(expires) * 1_000 > now ? { userId, deviceId } : null;
}
