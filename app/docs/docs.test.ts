import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { anchorOf } from "@/components/docs/markdown";
import { protectSamples } from "@/components/quickstart/protect-samples";
import { GUIDES, guideLink, isGuide, PLACEHOLDER_URL, readGuides } from "@/lib/docs/guides";
import { OUTCOME_PAGES } from "@/lib/docs/outcome-pages";
import { PROBLEM_PAGES } from "@/lib/docs/problem-pages";
import { readOperations } from "@/lib/docs/reference";
import { requestSamples } from "@/lib/docs/request-samples";
import { ENDPOINTS } from "@/lib/http/endpoints";
import { fieldErrors } from "@/lib/platform/errors/parse";
import { verifyAnswerSchema, verifyRequestSchema } from "@/lib/verify/schemas";

const guides = await readGuides(PLACEHOLDER_URL);
const operations = readOperations(PLACEHOLDER_URL);
const bodies = new Map([
  ["verifyKey", verifyRequestSchema],
  ...ENDPOINTS.map((each) => [each.operationId, each.body] as const),
]);

/** Each `[text](address)` of some Markdown. */
const linksOf = (text: string) => [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? "");
const headingsOf = (text: string) =>
  [...text.matchAll(/^#{2,3} (.+)$/gm)].map((match) => anchorOf(match[1] ?? ""));

/** What is wrong with an address of the documentation; null if it leads somewhere. */
function brokenAt(address: string): string | null {
  const [path = "", anchor] = address.split("#");
  const [, , section, name, ...rest] = path.split("/");
  if (path === "/docs" || path === "/docs/grafana") return null;
  if (rest.length > 0) return address;
  if (section === "errors") return !name || name in PROBLEM_PAGES || name in OUTCOME_PAGES ? null : address;
  if (section === "api") return !name || operations.some((each) => each.id === name) ? null : address;
  if (section !== "guides" || !name || !isGuide(name)) return address;
  const target = guides.find((guide) => guide.slug === name);
  return !anchor || headingsOf(target?.text ?? "").includes(anchor) ? null : address;
}

describe("guides", () => {
  test("each file is served, with a title", () => {
    const files = readdirSync("docs/guides").map((file) => `guides/${file}`);
    const served = Object.values(GUIDES).filter((file) => file.startsWith("guides/"));
    expect(files.toSorted()).toEqual(served.toSorted());
    for (const guide of guides) expect(guide.title).not.toBe(guide.slug);
  });

  test("each link leads somewhere, also to a heading", () => {
    const broken = guides.flatMap((guide) =>
      linksOf(guide.text).flatMap((href) => {
        const address = guideLink(guide.slug, href);
        const own = address?.startsWith("#") ? `/docs/guides/${guide.slug}${address}` : address;
        return own?.startsWith("/docs") ? (brokenAt(own) ?? []) : [];
      }),
    );
    expect(broken).toEqual([]);
    expect(guides.flatMap((guide) => linksOf(guide.text)).length).toBeGreaterThan(30);
  });

  test("a link of one guide to another becomes its page, one to a file that is not served becomes none", () => {
    expect(guideLink("verify", "../gateways.md#nginx")).toBe("/docs/guides/gateways#nginx");
    expect(guideLink("gateways", "guides/verify.md")).toBe("/docs/guides/verify");
    expect(guideLink("operations", "scale.md")).toBeNull();
    expect(guideLink("operations", "grafana/latchkey.json")).toBe("/docs/grafana");
    expect(guideLink("verify", "/docs/errors/VALID")).toBe("/docs/errors/VALID");
  });

  test("the middleware is the product's own, which is run in its tests", () => {
    const text = guides.find((guide) => guide.slug === "verify")?.text ?? "";
    for (const sample of protectSamples(PLACEHOLDER_URL)) expect(text).toContain(`\n${sample.code}\n`);
  });

  test("each call of a guide is an operation, with a body that it takes", () => {
    const calls = guides.flatMap((guide) =>
      [...guide.text.matchAll(/```sh\n([\s\S]*?)```/g)]
        .flatMap((match) => (match[1] ?? "").split(/\n(?=curl )/))
        .filter((code) => code.startsWith("curl ") && code.includes(`${PLACEHOLDER_URL}/api/v1`))
        .map((code) => ({ guide: guide.slug, code })),
    );
    expect(calls.length).toBeGreaterThan(10);
    for (const { guide, code } of calls) {
      const { method, path, body } = sent(code);
      const operation = operations.find((each) => each.method === method && matches(each.path, path));
      expect(operation?.id, `${guide}: ${method} ${path}`).toBeDefined();
      if (body === undefined || body.startsWith("@")) continue;
      const read = bodies.get(operation?.id ?? "")?.safeParse(JSON.parse(body));
      expect(read?.error ? fieldErrors(read.error) : [], `${guide}: ${body}`).toEqual([]);
    }
  });
});

const matches = (template: string, path: string) =>
  template.split("/").length === path.split("/").length &&
  template.split("/").every((part, index) => part === "{id}" || part === path.split("/")[index]);

/** What curl would send, told by the shell itself. */
function sent(code: string): { method: string; path: string; body: string | undefined } {
  const script = `curl() { printf '%s\\0' "$@"; }\n${code}`;
  const words = execFileSync("bash", ["-c", script], {
    encoding: "utf8",
    env: { ...process.env, LATCHKEY_ROOT_KEY: "lk_root_x" },
  }).split("\0");
  const after = (...flags: string[]) => words[words.findIndex((word) => flags.includes(word)) + 1];
  const has = (...flags: string[]) => words.some((word) => flags.includes(word));
  const url = words.find((word) => word.startsWith(PLACEHOLDER_URL)) ?? "";
  const body = has("-d", "--data-binary") ? after("-d", "--data-binary") : undefined;
  const method = has("-X") ? (after("-X") ?? "") : body === undefined ? "GET" : "POST";
  return { method, path: new URL(url).pathname, body };
}

describe("pages of codes", () => {
  test("every link leads somewhere", () => {
    const texts = [...Object.values(PROBLEM_PAGES), ...Object.values(OUTCOME_PAGES)].flatMap((page) => [
      page.means,
      ...page.causes,
      ...page.remedies,
    ]);
    const links = texts.flatMap(linksOf);
    expect(links.length).toBeGreaterThan(5);
    expect(links.flatMap((link) => brokenAt(link) ?? [])).toEqual([]);
  });

  test.each(Object.entries(OUTCOME_PAGES))("%s: its answer is one that verify gives", (code, page) => {
    expect(verifyAnswerSchema.parse(page.answer)).toEqual(page.answer);
    expect([page.answer.code, page.answer.valid]).toEqual([code, code === "VALID"]);
  });
});

describe("code of the reference", () => {
  beforeAll(() => void vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-24T12:00:00Z") }));
  afterAll(() => void vi.useRealTimers());

  test.each(operations.map((each) => [each.id, each] as const))("%s: curl sends the example", (_id, each) => {
    const samples = requestSamples(each, PLACEHOLDER_URL);
    expect(samples.map((sample) => sample.id)).toEqual(["curl", "typescript", "python", "go"]);
    const { method, path, body } = sent(samples[0]?.code ?? "");
    expect(method).toBe(each.method);
    expect(matches(each.path, path)).toBe(true);
    expect(path).not.toContain("%E2%80%A6");
    expect(body === undefined ? undefined : JSON.parse(body)).toEqual(each.body?.example);
    for (const sample of samples) expect(sample.code).toContain("LATCHKEY_ROOT_KEY");
  });
});
