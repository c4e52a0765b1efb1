"use client";

import { Search } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Input } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { Method } from "./method";

export interface ListedOperation {
  id: string;
  title: string;
  method: string;
  path: string;
  summary: string;
  tag: string;
}

/** Every word that is typed must occur somewhere in the operation. */
const matches = (operation: ListedOperation, words: readonly string[]) => {
  const text = Object.values(operation).join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
};

/** The operations by area, narrowed as one types. */
export function OperationList({
  groups,
}: {
  groups: readonly { tag: string; about: string; operations: readonly ListedOperation[] }[];
}) {
  const [text, setText] = useState("");
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = groups
    .map((group) => ({ ...group, operations: group.operations.filter((each) => matches(each, words)) }))
    .filter((group) => group.operations.length > 0);
  const count = found.reduce((sum, group) => sum + group.operations.length, 0);
  return (
    <>
      <div className="flex flex-wrap items-center gap-3 pb-4">
        <div className="min-w-[220px] max-w-[420px] flex-1">
          <Input
            type="search"
            aria-label="Search operations"
            placeholder="Search: rotate, keys/import, audit …"
            icon={<Search />}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        <span role="status" className="text-body text-ink-3">
          {words.length > 0 && `${count} ${count === 1 ? "operation" : "operations"}`}
        </span>
      </div>
      {found.length === 0 && (
        <p className="text-ink-2">
          No operation has “{text.trim()}”. Look for a resource (keys, roles) or an act (rotate, verify).
        </p>
      )}
      <div className="flex flex-col gap-4">
        {found.map((group) => (
          <Panel key={group.tag} title={group.tag} note={group.about} flush>
            <ul className="divide-y divide-line">
              {group.operations.map((operation) => (
                <li
                  key={operation.id}
                  className="relative grid grid-cols-[64px_minmax(0,1fr)] gap-x-2 px-4 py-2 text-body hover:bg-hover"
                >
                  <Method method={operation.method} className="pt-px" />
                  <div className="min-w-0">
                    <div className="flex flex-wrap items-baseline gap-x-3">
                      <Link
                        href={`/docs/api/${operation.id}`}
                        prefetch={false}
                        className="font-medium after:absolute after:inset-0"
                      >
                        {operation.title}
                      </Link>
                      <code className="text-[12px] text-ink-3 [overflow-wrap:anywhere]">
                        {operation.path}
                      </code>
                    </div>
                    <p className="text-ink-2">{operation.summary}</p>
                  </div>
                </li>
              ))}
            </ul>
          </Panel>
        ))}
      </div>
    </>
  );
}
