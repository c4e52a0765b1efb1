import { beforeAll, expect, test } from "vitest";
import { createRootKey } from "../root-keys/create-root-key";
import { setRuntime } from "../runtime/runtime";
import { testWorkspace, useRuntime } from "../testing";
import { answerApi } from "./api";

const rt = useRuntime();
beforeAll(() => setRuntime(rt()));

async function lister() {
  const { ctx } = await testWorkspace(rt());
  const roots = await Promise.all(
    [1, 2, 3].map(() => createRootKey(ctx, { name: "r", permissions: ["keys:read"] })),
  );
  return (i: number) =>
    answerApi(
      new Request("http://localhost:3000/api/v1/keys", {
        headers: { authorization: `Bearer ${roots[i % 3]?.secret}` },
      }),
    );
}

test("a workspace that sends hundreds of management calls at once gets 429 for those past its share, and another's calls pass its queue", async () => {
  const hostile = await lister();
  const quiet = await lister();
  await quiet(0);
  const ended: string[] = [];
  const flood = Array.from({ length: 400 }, async (_, i) => {
    const answer = await hostile(i);
    if (answer.status === 200) ended.push("hostile");
    return answer;
  });
  const neighbour = quiet(1).then((answer) => {
    ended.push("quiet");
    return answer;
  });
  expect((await neighbour).status).toBe(200);
  const answers = await Promise.all(flood);
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(100);
  expect(refused[0]?.headers.get("retry-after")).toBe("1");
  expect(await refused[0]?.json()).toMatchObject({ code: "workspace_share_exceeded" });
  expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  expect(ended.indexOf("quiet")).toBeLessThan(20);
  expect(ended.length).toBeGreaterThan(150);
});
