// `npm run release`, once for each version: writes down what later versions must keep. in docs/releases/<version>/
// openapi.json is the API's contract, and demo.json.br a demo database with the answers that this version gives.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { provision } from "./provision.mjs";

await provision({ build: true });
process.env.NODE_ENV = "production";
(await import("tsx/esm/api")).register();
const { openApiDocument } = await import("../lib/http/openapi.ts");
const { contractOf } = await import("../lib/http/compatibility.ts");
const { recordRelease } = await import("../server/releases/record.ts");

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const folder = `docs/releases/${version}`;
mkdirSync(folder, { recursive: true });
const contract = contractOf(openApiDocument("http://localhost:3000"));
writeFileSync(`${folder}/openapi.json`, `${JSON.stringify(contract)}\n`);
await recordRelease(`${folder}/demo.json.br`, version);
