// Compares the API's description with the last release's, docs/releases/<version>/openapi.json, and fails if a client of that
// release would break. docs/versioning.md says which changes are allowed.
import { readdirSync, readFileSync } from "node:fs";
import { register } from "tsx/esm/api";

register();
const { openApiDocument } = await import("../lib/http/openapi.ts");
const { breakingChanges } = await import("../lib/http/compatibility.ts");

const FOLDER = "docs/releases";
const last = readdirSync(FOLDER)
  .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
  .at(-1);
if (!last) throw new Error(`${FOLDER} is empty`);
const document = JSON.parse(readFileSync(`${FOLDER}/${last}/openapi.json`, "utf8"));
const broken = breakingChanges(document, openApiDocument("http://localhost:3000"));
for (const line of broken) process.stderr.write(`breaks clients of ${last}: ${line}\n`);
if (broken.length > 0) {
  process.stderr.write("See docs/versioning.md.\n");
  process.exit(1);
}
