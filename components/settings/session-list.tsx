"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import { toast } from "@/components/ui/toast";
import type { SessionView } from "@/lib/auth/session";
import type { ActionResult } from "@/lib/http/action";
import { browserName } from "./browser-name";

export interface SessionListProps {
  sessions: readonly SessionView[];
  /** The one that looks at this page. */
  currentId: string;
  revoke: (id: string) => Promise<ActionResult<void>>;
  revokeOthers: () => Promise<ActionResult<number>>;
}

/** Where one is signed in, and the way out of each. */
export function SessionList({ sessions, currentId, revoke, revokeOthers }: SessionListProps) {
  const router = useRouter();
  const [ending, setEnding] = useState<string>();
  const [, start] = useTransition();
  const others = sessions.filter((session) => session.id !== currentId).length;
  const end = (session: SessionView) => {
    setEnding(session.id);
    start(async () => {
      const result = await revoke(session.id);
      setEnding(undefined);
      if (result.ok) toast.success(`${browserName(session.userAgent)} signed out`);
      else toast.error(result.problem.detail);
      router.refresh();
    });
  };
  const endOthers = async () => {
    const result = await revokeOthers();
    if (!result.ok) return result.problem.detail;
    toast.success(result.value === 1 ? "1 browser signed out" : `${result.value} browsers signed out`);
    router.refresh();
    return undefined;
  };
  return (
    <Panel
      title="Browsers signed in"
      flush
      actions={
        others > 0 && (
          <ConfirmDialog
            trigger={
              <Button size="m" variant="danger">
                Sign out the others
              </Button>
            }
            title="Sign out the others?"
            consequence={
              <>
                <strong>
                  {others === 1 ? "1 other browser is" : `${others} other browsers are`} signed out now.
                </strong>{" "}
                This one stays.
              </>
            }
            confirm="Sign out"
            cancel="Keep them"
            onConfirm={endOthers}
          />
        )
      }
    >
      <ul>
        {sessions.map((session) => (
          <li
            key={session.id}
            className="flex min-h-14 items-center gap-3 border-line border-b px-4 py-2 last:border-b-0"
          >
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <span className="font-medium">{browserName(session.userAgent)}</span>
                {session.id === currentId && <Badge>this browser</Badge>}
              </p>
              <p className="flex flex-wrap gap-x-3 text-ink-2">
                {session.address && <code>{session.address}</code>}
                <span>
                  seen <Time at={session.lastSeenAt} as="relative" />
                </span>
                <span>
                  signed in <Time at={session.createdAt} />
                </span>
              </p>
            </div>
            {session.id !== currentId && (
              <Button
                size="m"
                loading={ending === session.id}
                aria-label={`Sign out ${browserName(session.userAgent)}`}
                onClick={() => end(session)}
              >
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
