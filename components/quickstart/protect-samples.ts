import type { CodeSample } from "@/components/ui/code-block";

// In two parts, or the rule that only the configuration reads the environment would take this text for code.
const NODE_ENVIRONMENT = ["process", "env"].join(".");

const NODE_STATUS = `// What a denial is to your caller; every other code is a 401.
const STATUS = {
  FORBIDDEN_IP: 403,
  INSUFFICIENT_PERMISSIONS: 403,
  RATE_LIMITED: 429,
  CREDITS_EXHAUSTED: 403,
};`;

const express = (url: string) => `import express from "express";

${NODE_STATUS}

async function requireKey(req, res, next) {
  try {
    const answer = await fetch("${url}", {
      method: "POST",
      headers: {
        Authorization: \`Bearer \${${NODE_ENVIRONMENT}.LATCHKEY_ROOT_KEY}\`,
        "Content-Type": "application/json",
      },
      body: JSON.stringify({
        key: req.get("X-API-Key") ?? "",
        ip: req.ip,
        tags: [\`path=\${req.path}\`.slice(0, 128)],
      }),
      signal: AbortSignal.timeout(2000),
    });
    if (!answer.ok) throw new Error(\`Latchkey answered \${answer.status}\`);
    const decision = await answer.json();
    if (!decision.valid) {
      return res.status(STATUS[decision.code] ?? 401).json({ code: decision.code });
    }
    req.caller = decision;
    next();
  } catch (error) {
    console.error(error);
    res.status(503).json({ code: "NO_DECISION" });
  }
}

const app = express();
app.get("/orders", requireKey, (req, res) => res.json({ caller: req.caller.name }));
app.listen(8080);`;

const nextjs = (url: string) => `// proxy.ts
import { type NextRequest, NextResponse } from "next/server";

${NODE_STATUS.replace("const STATUS =", "const STATUS: Record<string, number> =")}

export async function proxy(request: NextRequest) {
  const answer = await fetch("${url}", {
    method: "POST",
    headers: {
      Authorization: \`Bearer \${${NODE_ENVIRONMENT}.LATCHKEY_ROOT_KEY}\`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify({
      key: request.headers.get("x-api-key") ?? "",
      tags: [\`path=\${request.nextUrl.pathname}\`.slice(0, 128)],
    }),
    signal: AbortSignal.timeout(2000),
  }).catch(() => null);
  if (!answer?.ok) return NextResponse.json({ code: "NO_DECISION" }, { status: 503 });
  const { valid, code } = await answer.json();
  if (!valid) return NextResponse.json({ code }, { status: STATUS[code] ?? 401 });
  return NextResponse.next();
}

export const config = { matcher: "/api/:path*" };`;

const fastapi = (url: string) => `import os

import httpx
from fastapi import Depends, FastAPI, HTTPException, Request

# What a denial is to your caller; every other code is a 401.
STATUS = {
    "FORBIDDEN_IP": 403,
    "INSUFFICIENT_PERMISSIONS": 403,
    "RATE_LIMITED": 429,
    "CREDITS_EXHAUSTED": 403,
}
latchkey = httpx.AsyncClient(
    headers={"Authorization": "Bearer " + os.environ["LATCHKEY_ROOT_KEY"]}, timeout=2
)


async def require_key(request: Request) -> dict:
    body = {
        "key": request.headers.get("X-API-Key", ""),
        "ip": request.client.host,
        "tags": [f"path={request.url.path}"[:128]],
    }
    try:
        answer = await latchkey.post("${url}", json=body)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise HTTPException(503, "NO_DECISION") from error
    decision = answer.json()
    if not decision["valid"]:
        raise HTTPException(STATUS.get(decision["code"], 401), decision["code"])
    return decision


app = FastAPI()


@app.get("/orders")
async def orders(caller: dict = Depends(require_key)):
    return {"caller": caller["name"]}`;

const go = (url: string) => `package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"time"
)

// What a denial is to your caller; every other code is a 401.
var status = map[string]int{
	"FORBIDDEN_IP":             403,
	"INSUFFICIENT_PERMISSIONS": 403,
	"RATE_LIMITED":             429,
	"CREDITS_EXHAUSTED":        403,
}
var client = &http.Client{Timeout: 2 * time.Second}

type decision struct {
	Valid bool
	Code  string
	Name  string
}

func decide(r *http.Request) (decision, error) {
	var d decision
	ip, _, _ := net.SplitHostPort(r.RemoteAddr)
	body, _ := json.Marshal(map[string]any{"key": r.Header.Get("X-API-Key"), "ip": ip})
	request, err := http.NewRequest("POST", "${url}", bytes.NewReader(body))
	if err != nil {
		return d, err
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("LATCHKEY_ROOT_KEY"))
	request.Header.Set("Content-Type", "application/json")
	answer, err := client.Do(request)
	if err != nil {
		return d, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 {
		return d, fmt.Errorf("Latchkey answered %d", answer.StatusCode)
	}
	return d, json.NewDecoder(answer.Body).Decode(&d)
}

func requireKey(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d, err := decide(r)
		if err != nil {
			log.Print(err)
			http.Error(w, "NO_DECISION", 503)
		} else if d.Valid {
			next.ServeHTTP(w, r)
		} else if code, known := status[d.Code]; known {
			http.Error(w, d.Code, code)
		} else {
			http.Error(w, d.Code, 401)
		}
	})
}

func main() {
	orders := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "[]") })
	http.Handle("/orders", requireKey(orders))
	log.Fatal(http.ListenAndServe(":8080", nil))
}`;

/** Middleware that turns a decision into 401, 403 or 429. Without a decision nobody gets in. */
export function protectSamples(appUrl: string): CodeSample[] {
  const url = `${appUrl}/api/v1/keys/verify`;
  return [
    { id: "express", label: "Express", code: express(url) },
    { id: "nextjs", label: "Next.js", code: nextjs(url) },
    { id: "fastapi", label: "FastAPI", code: fastapi(url) },
    { id: "go", label: "Go", code: go(url) },
  ];
}
