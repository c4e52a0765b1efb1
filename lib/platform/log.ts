import pino, { type Logger } from "pino";

// Anything that looks like a secret of ours, wherever it stands in a line.
const SECRETS = /\b([a-z][a-z0-9]{0,15}_(?:live|test|root)_[0-9A-Za-z]{4})[0-9A-Za-z]{45,}/g;

/** Writes JSON lines to standard output. A secret that strays into a line leaves it as its start. */
export function createLog(level: string): Logger {
  return pino({
    level,
    base: null,
    redact: [
      "password",
      "secret",
      "authorization",
      "cookie",
      "*.password",
      "*.secret",
      "*.authorization",
      "*.cookie",
    ],
    hooks: { streamWrite: (line) => line.replace(SECRETS, "$1…") },
  });
}
