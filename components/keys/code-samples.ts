import type { CodeSample } from "@/components/ui/code-block";

export interface SampleInput {
  appUrl: string;
  secret: string;
  permissions: readonly string[];
}

/** The first permission that a query can name; `*` alone is no resource's. */
function asked(permissions: readonly string[]): string | undefined {
  return permissions.find((name) => name !== "*");
}

// In two parts, or the rule that only the configuration reads the environment would take this text for code.
const NODE_ENVIRONMENT = ["process", "env"].join(".");

function curl(url: string, secret: string, permission: string | undefined): string {
  const rest = permission ? `,\n       "permissions":"${permission}"}'` : "}'";
  return `curl -s ${url} \\
  -H "Authorization: Bearer $LATCHKEY_ROOT_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"key":"${secret}"${rest}`;
}

function typescript(url: string, secret: string, permission: string | undefined): string {
  return `const response = await fetch("${url}", {
  method: "POST",
  headers: {
    Authorization: \`Bearer \${${NODE_ENVIRONMENT}.LATCHKEY_ROOT_KEY}\`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    key: "${secret}",${permission ? `\n    permissions: "${permission}",` : ""}
  }),
});
const { valid, code } = await response.json();
console.log(valid, code);`;
}

function python(url: string, secret: string, permission: string | undefined): string {
  return `import json, os, urllib.request

body = {
    "key": "${secret}",${permission ? `\n    "permissions": "${permission}",` : ""}
}
request = urllib.request.Request(
    "${url}",
    data=json.dumps(body).encode(),
    headers={
        "Authorization": "Bearer " + os.environ["LATCHKEY_ROOT_KEY"],
        "Content-Type": "application/json",
    },
)
with urllib.request.urlopen(request) as response:
    answer = json.load(response)
print(answer["valid"], answer["code"])`;
}

function go(url: string, secret: string, permission: string | undefined): string {
  const body = JSON.stringify(permission ? { key: secret, permissions: permission } : { key: secret });
  return `package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
)

func main() {
	body := strings.NewReader(\`${body}\`)
	request, err := http.NewRequest("POST", "${url}", body)
	if err != nil {
		panic(err)
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("LATCHKEY_ROOT_KEY"))
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	defer response.Body.Close()
	var answer struct {
		Valid bool
		Code  string
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		panic(err)
	}
	fmt.Println(answer.Valid, answer.Code)
}`;
}

/** A verification with this very key, ready to be run once LATCHKEY_ROOT_KEY is set. */
export function codeSamples({ appUrl, secret, permissions }: SampleInput): CodeSample[] {
  const url = `${appUrl}/api/v1/keys/verify`;
  const permission = asked(permissions);
  return [
    { id: "curl", label: "curl", code: curl(url, secret, permission) },
    { id: "typescript", label: "TypeScript", code: typescript(url, secret, permission) },
    { id: "python", label: "Python", code: python(url, secret, permission) },
    { id: "go", label: "Go", code: go(url, secret, permission) },
  ];
}

/** What a service of this API's customers calls the value: “Orders API” → `ORDERS_API_KEY`. */
export function environmentName(apiName: string): string {
  const words = apiName
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .toUpperCase()
    .replace(/_?API(_KEY)?$/, "");
  const name = words ? `${words}_API_KEY` : "API_KEY";
  return /^[0-9]/.test(name) ? `_${name}` : name;
}
