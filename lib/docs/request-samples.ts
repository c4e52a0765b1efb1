import type { Operation } from "./reference";

export type RequestSample = { id: string; label: string; code: string };

type Call = { method: string; url: string; headers: [name: string, value: string][]; body: unknown };

const ROOT_KEY = "LATCHKEY_ROOT_KEY";
// In two parts, or the rule that only the configuration reads the environment would take this text for code.
const NODE_ENVIRONMENT = ["process", "env"].join(".");

/** The request of the example: ids of the right kind in the path, and the query that it cannot do without. */
function callOf(operation: Operation, appUrl: string): Call {
  const id = operation.parameters.find((each) => each.in === "path");
  const query = operation.parameters
    .filter((each) => each.in === "query" && each.required)
    .map((each) => `${each.name}=${encodeURIComponent(exampleOf(each))}`)
    .join("&");
  return {
    method: operation.method,
    url: `${appUrl}${operation.path.replace("{id}", id ? exampleOf(id) : "")}${query ? `?${query}` : ""}`,
    headers: [
      operation.byGateway ? ["X-Latchkey-Key", ""] : ["Authorization", "Bearer "],
      ...(operation.byGateway ? [["X-API-Key", "sk_live_…"] as [string, string]] : []),
      ...(operation.body ? [["Content-Type", "application/json"] as [string, string]] : []),
    ],
    body: operation.body?.example,
  };
}

function exampleOf({ schema }: Operation["parameters"][number]): string {
  return String(Array.isArray(schema["examples"]) ? schema["examples"][0] : "…");
}

/** The root key is the first header's value, and stands in the environment only. */
const ofSecret = (index: number) => index === 0;

function curl({ method, url, headers, body }: Call): string {
  const method_ = method === (body === undefined ? "GET" : "POST") ? "" : `-X ${method} `;
  const lines = headers.map(
    ([name, value], i) => `-H "${name}: ${value}${ofSecret(i) ? `$${ROOT_KEY}` : ""}"`,
  );
  const data = body === undefined ? [] : [`-d '${JSON.stringify(body, null, 2).replaceAll("'", "'\\''")}'`];
  return [`curl -s ${method_}"${url}"`, ...lines, ...data].join(" \\\n  ");
}

const indented = (text: string, by: string) => text.replaceAll("\n", `\n${by}`);

function typescript({ method, url, headers, body }: Call): string {
  const lines = headers.map(([name, value], i) => {
    const key = /^[A-Za-z]+$/.test(name) ? name : `"${name}"`;
    return ofSecret(i)
      ? `    ${key}: \`${value}\${${NODE_ENVIRONMENT}.${ROOT_KEY}}\`,`
      : `    ${key}: "${value}",`;
  });
  const data =
    body === undefined ? "" : `\n  body: JSON.stringify(${indented(JSON.stringify(body, null, 2), "  ")}),`;
  return `const response = await fetch("${url}", {
  method: "${method}",
  headers: {
${lines.join("\n")}
  },${data}
});
console.log(response.status, await response.text());`;
}

/** JSON as a Python literal. */
function pythonOf(value: unknown, by = ""): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "object") return JSON.stringify(value);
  const inner = `${by}    `;
  const lines = Array.isArray(value)
    ? value.map((each) => `${inner}${pythonOf(each, inner)},`)
    : Object.entries(value as object).map(
        ([name, each]) => `${inner}${JSON.stringify(name)}: ${pythonOf(each, inner)},`,
      );
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join("\n")}\n${by}${close}`;
}

function python({ method, url, headers, body }: Call): string {
  const lines = headers.map(([name, value], i) =>
    ofSecret(i)
      ? `        "${name}": ${value ? `"${value}" + ` : ""}os.environ["${ROOT_KEY}"],`
      : `        "${name}": "${value}",`,
  );
  const data = body === undefined ? "" : "\n    data=json.dumps(body).encode(),";
  return `import ${body === undefined ? "" : "json, "}os, urllib.request
${body === undefined ? "" : `\nbody = ${pythonOf(body)}`}
request = urllib.request.Request(
    "${url}",
    method="${method}",${data}
    headers={
${lines.join("\n")}
    },
)
with urllib.request.urlopen(request) as response:
    print(response.status, response.read().decode())`;
}

function go({ method, url, headers, body }: Call): string {
  const lines = headers.map(([name, value], i) =>
    ofSecret(i)
      ? `	request.Header.Set("${name}", ${value ? `"${value}"+` : ""}os.Getenv("${ROOT_KEY}"))`
      : `	request.Header.Set("${name}", "${value}")`,
  );
  const imports = ["fmt", "io", "net/http", "os", ...(body === undefined ? [] : ["strings"])];
  const data =
    body === undefined ? "nil" : `strings.NewReader(\`${indented(JSON.stringify(body, null, 2), "	")}\`)`;
  return `package main

import (
${imports.map((name) => `	"${name}"`).join("\n")}
)

func main() {
	request, err := http.NewRequest("${method}", "${url}", ${data})
	if err != nil {
		panic(err)
	}
${lines.join("\n")}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		panic(err)
	}
	fmt.Println(response.StatusCode, string(body))
}`;
}

/** The operation's example as code that runs once LATCHKEY_ROOT_KEY is set. */
export function requestSamples(operation: Operation, appUrl: string): RequestSample[] {
  const call = callOf(operation, appUrl);
  return [
    { id: "curl", label: "curl", code: curl(call) },
    { id: "typescript", label: "TypeScript", code: typescript(call) },
    { id: "python", label: "Python", code: python(call) },
    { id: "go", label: "Go", code: go(call) },
  ];
}
