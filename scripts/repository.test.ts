import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";

// The files that GitHub and editors read, as far as they can be wrong without anybody noticing.

const read = (file: string) => readFileSync(file, "utf8");
const manifest = JSON.parse(read("package.json"));
const majorOf = (version: string) => version.replace(/^[^\d]*/, "").split(".")[0] ?? "";

type Step = { uses?: string; run?: string; with?: Record<string, string> };
type Job = { steps: Step[]; strategy?: { matrix: { node: string[] } } };
const jobs: Job[] = Object.values(parse(read(".github/workflows/ci.yml")).jobs);
const steps = jobs.flatMap((job) => job.steps);

test("CI tests the oldest Node that package.json allows, and that of .nvmrc", () => {
  const tested = jobs.flatMap((job) => job.strategy?.matrix.node ?? []);
  expect(tested).toContain(manifest.engines.node.replace(">=", ""));
  expect(tested.map(majorOf)).toEqual(["20", "22", "24"]);
  expect(tested.map(majorOf)).toContain(majorOf(read(".nvmrc").trim()));
  const files = steps.flatMap((step) => step.with?.["node-version-file"] ?? []);
  expect(files.every((file) => existsSync(file))).toBe(true);
});

test("CI runs scripts that exist, and the same suites as .ci/run", () => {
  const commands = steps.flatMap((step) => step.run?.split("\n") ?? []);
  const run = (line: string) => {
    const [, script, file] = /^(?:npm (?:run )?([\w:]+)|node (\S+\.mjs))/.exec(line.trim()) ?? [];
    return file ? (existsSync(file) ? file : `missing: ${file}`) : (script ?? null);
  };
  const onGitHub = commands.map(run).filter((name) => name !== null);
  const here = read(".ci/run").split("\n").map(run);
  expect(onGitHub.toSorted()).toEqual(here.filter((name) => name !== null).toSorted());
  const named = onGitHub.filter((name) => !name.endsWith(".mjs"));
  expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
});

test("the workflow may read the repository and nothing else", () => {
  expect(parse(read(".github/workflows/ci.yml")).permissions).toEqual({ contents: "read" });
});

test("updates are asked for where there is something to update", () => {
  const { version, updates } = parse(read(".github/dependabot.yml"));
  expect(version).toBe(2);
  expect(updates.map((each: Record<string, string>) => each["package-ecosystem"])).toEqual([
    "npm",
    "github-actions",
    "docker",
  ]);
});

test("each issue form has a name and fields with ids of their own", () => {
  const forms = readdirSync(".github/ISSUE_TEMPLATE").filter((file) => file !== "config.yml");
  expect(forms.length).toBe(2);
  for (const file of forms) {
    const { name, description, body } = parse(read(`.github/ISSUE_TEMPLATE/${file}`));
    expect([file, typeof name, typeof description]).toEqual([file, "string", "string"]);
    const fields = body.filter((field: { type: string }) => field.type !== "markdown");
    const ids = fields.map((field: { id: string }) => field.id);
    expect(new Set(ids).size).toBe(fields.length);
    expect(fields.every((field: { attributes: { label?: string } }) => field.attributes.label)).toBe(true);
  }
});

test("the license is one, and the changelog knows the version", () => {
  expect(manifest.license).toBe("Apache-2.0");
  expect(read("LICENSE")).toMatch(/Apache License\s+Version 2\.0, January 2004/);
  expect(read("CHANGELOG.md")).toContain(`## [${manifest.version}]`);
});
