import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { begin, clone, endStarts, here, linesOf, onReadOnlyMount } from "./provision-testing";

// Starts that are killed, wait for each other or find broken locks: faults/provision.faults.ts.
vi.setConfig({ testTimeout: 60_000 });
endStarts();

test("a first start installs, builds and serves; the next one does neither and writes nothing", async () => {
  const folder = clone();
  expect((await begin(folder).ended).text).toContain("serving");
  expect([linesOf(folder, "installs"), linesOf(folder, "builds")]).toEqual([1, 1]);
  const { code, text } = await begin(folder, onReadOnlyMount(folder)).ended;
  expect({ code, text }).toEqual({ code: 0, text: "serving \n" });
  expect([linesOf(folder, "installs"), linesOf(folder, "builds")]).toEqual([1, 1]);
});

test("a start in a read-only folder that is not built says what must be done", async () => {
  const folder = clone();
  for (const what of ["The packages must be installed", "Latchkey must be built"]) {
    const { code, text } = await begin(folder, onReadOnlyMount(folder)).ended;
    expect(code).toBe(1);
    expect(text).toBe(
      `${what}, but the folder ${folder} cannot be written (EROFS). Run \`npm run provision\` once as a user who may write there.\n`,
    );
    await begin(folder).ended;
    writeFileSync(path.join(folder, "lib/source.ts"), "2");
  }
});

test("a start reads .env of its folder, and variables that are set already win", async () => {
  const folder = clone();
  writeFileSync(path.join(folder, ".env"), "\uFEFFPORT=4321\nFORCE=1\n");
  expect((await begin(folder).ended).text).toContain("serving 4321");
  expect((await begin(folder, here, { PORT: "5" }).ended).text).toBe("serving 5\n");
  expect((await begin(folder, here, { PORT: "" }).ended).text).toBe("serving \n");
});

test("a start with a .env that can't be read as it is meant ends before it installs anything", async () => {
  const folder = clone();
  writeFileSync(path.join(folder, ".env"), "PORT=4321\nDATABASE_URL: postgres://u:hunter2@h/d\n");
  const { code, text } = await begin(folder).ended;
  expect({ code, text }).toEqual({
    code: 1,
    text: ".env, line 2: must be NAME=value, a comment (# …) or empty.\n",
  });
  expect(linesOf(folder, "installs")).toBe(0);
});
