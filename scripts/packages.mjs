// A package in packages/ is published and used without this repository. It may import its own files, Node's modules and
// the packages in its own package.json, and may read one file outside its folder: openapi.json. The folder that holds
// packages/ is the working folder.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";

const CODE = /\.[cm]?[jt]sx?$/;
const NOT_OURS = new Set(["node_modules", "dist"]);
/** `import x from "y"`, `export … from "y"`, `import "y"`, `import("y")`, `require("y")`. */
const IMPORT = /\b(?:from|import|require)\s*\(?\s*(["'`])([^"'`\n]+)\1/g;
/** `"../y"`, and a lone `".."`, which is part of a path that can't be seen here. */
const UPWARD = /(["'`])((?:\.\/)?\.\.(?:\/[^"'`\n]*)?)\1/g;

function codeOf(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : codeOf(at);
    return CODE.test(entry.name) ? [at] : [];
  });
}

const isWithin = (folder, file) => !path.relative(folder, file).startsWith("..");
const packageOf = (specifier) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

function faultsOfManifest(folder, manifest) {
  const lists = [manifest.dependencies, manifest.devDependencies, manifest.peerDependencies];
  return lists
    .flatMap((list) => Object.entries(list ?? {}))
    .filter(([, version]) => /^(file:|link:|\.|\/)/.test(version))
    .map(
      ([name, version]) =>
        `${folder}/package.json: ${name} is the folder ${version}, not a published version`,
    );
}

function faultsOfFile(folder, allowed, file) {
  const text = readFileSync(file, "utf8");
  const imported = [...text.matchAll(IMPORT)]
    .map((match) => match[2])
    .filter((name) => !name.startsWith(".") && !isBuiltin(name) && !allowed.has(packageOf(name)))
    .map((name) => `${file}: imports ${name}, which is not in ${folder}/package.json`);
  const outside = [...text.matchAll(UPWARD)]
    .map((match) => match[2])
    .filter((at) => {
      if (at === "..") return true;
      const target = path.resolve(path.dirname(file), at);
      return !isWithin(path.resolve(folder), target) && target !== path.resolve("openapi.json");
    })
    .map((at) =>
      at === ".."
        ? `${file}: write a path that leaves a folder as one string, as in "../openapi.json"`
        : `${file}: reaches ${at}, outside ${folder}`,
    );
  return [...imported, ...outside];
}

function faultsOfPackage(folder) {
  if (!existsSync(`${folder}/package.json`))
    return codeOf(folder).length > 0 ? [`${folder}: has no package.json`] : [];
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const { name, dependencies, devDependencies, peerDependencies } = manifest;
  const named = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
  const allowed = new Set([name, ...named]);
  return [
    ...faultsOfManifest(folder, manifest),
    ...codeOf(folder).flatMap((file) => faultsOfFile(folder, allowed, file)),
  ];
}

const folders = readdirSync("packages", { withFileTypes: true }).filter((entry) => entry.isDirectory());
const faults = folders.flatMap((entry) => faultsOfPackage(`packages/${entry.name}`));
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exit(faults.length > 0 ? 1 : 0);
