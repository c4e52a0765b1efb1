import type { ReactNode } from "react";
import { windowWords } from "@/components/limits/limit-words";
import { SecretMark } from "@/components/ui/key-state";
import { LiveDot } from "@/components/ui/live-dot";
import { formatCount } from "@/components/ui/number-format";
import { Outcome } from "@/components/ui/outcome";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/states";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { KeyView } from "@/lib/keys/schemas";
import type { RequestView } from "@/lib/usage/recent-requests";
import { secretPart } from "./shown-secret";

export interface RequestsPanelProps {
  view: Pick<KeyView, "secrets" | "rotation" | "ratelimits" | "ipAllowlist">;
  requests: readonly RequestView[];
}

/** The latest verifications of a key: outcome, reason, tag, secret, address. The page around it keeps them fresh. */
export function RequestsPanel({ view, requests }: RequestsPanelProps) {
  const parts = requests.map((request) => secretPart(view, request.secretId));
  const withSecret = view.rotation !== null || parts.some((part) => part !== null);
  const withTag = requests.some((request) => request.tags.length > 0);
  return (
    <Panel title="Recent requests" note={<LiveDot className="self-center">Live</LiveDot>} flush>
      {requests.length === 0 ? (
        <EmptyState title="No request yet">
          Each verification of this key stands here within seconds, with its outcome and the reason.
        </EmptyState>
      ) : (
        <Table label="Recent requests" dense stack>
          <THead>
            <Th>Time</Th>
            <Th>Outcome</Th>
            <Th>Why</Th>
            {withTag && <Th>Tag</Th>}
            {withSecret && <Th>Secret</Th>}
            <Th numeric>From</Th>
          </THead>
          <TBody>
            {requests.map((request, place) => (
              <Tr key={request.requestId}>
                <Td quiet at="aside">
                  <RequestTime at={request.at} />
                </Td>
                <Td at="lead">
                  <Outcome code={request.code} className="flex" />
                </Td>
                <Td quiet at="sub">
                  <Reason request={request} view={view} />
                </Td>
                {withTag && (
                  <Td mono className="max-w-[180px] truncate">
                    <Tag tags={request.tags} />
                  </Td>
                )}
                {withSecret && <Td>{secretMark(parts[place] ?? null)}</Td>}
                <Td mono numeric className="text-ink">
                  {request.ip ?? <span className="text-ink-3">—</span>}
                </Td>
              </Tr>
            ))}
          </TBody>
        </Table>
      )}
    </Panel>
  );
}

const DAY_MS = 86_400_000;

/** The clock for today's, the date with it for what is older. */
export function RequestTime({ at }: { at: string }) {
  const old = Date.now() - Date.parse(at) > DAY_MS;
  return <Time at={at} as={old ? "moment" : "seconds"} />;
}

function secretMark(part: "new" | "old" | "retired" | null): ReactNode {
  if (part === null) return <span className="text-ink-3">—</span>;
  return part === "new" ? <SecretMark which="new" /> : <SecretMark which="old">{part}</SecretMark>;
}

function Tag({ tags }: { tags: readonly string[] }) {
  const [first, ...more] = tags;
  if (first === undefined) return <span className="text-ink-3">—</span>;
  return (
    <span title={tags.join(" ")}>
      {first.replace(/^path=/, "")}
      {more.length > 0 && <span className="text-ink-3"> +{more.length}</span>}
    </span>
  );
}

/** Why it was denied, in a few words; nothing for what was allowed. With the key at hand it says which limit. */
export function Reason({
  request,
  view,
}: {
  request: RequestView;
  view?: RequestsPanelProps["view"] | undefined;
}): ReactNode {
  switch (request.code) {
    case "INSUFFICIENT_PERMISSIONS":
      return (
        <>
          needs <code>{request.reason}</code>
        </>
      );
    case "RATE_LIMITED": {
      const limit = view?.ratelimits.find((each) => each.name === request.reason);
      if (!limit)
        return (
          <>
            over <code>{request.reason}</code>
          </>
        );
      return (
        <>
          over {formatCount(limit.limit)} <code>{limit.name}</code> {windowWords(limit.windowMs)}
        </>
      );
    }
    case "EXPIRED":
      return request.reason === "retired secret" || (view && secretPart(view, request.secretId) === "retired")
        ? "secret retired"
        : "past its date";
    case "FORBIDDEN_IP":
      return request.ip ? (
        <>
          not in{" "}
          <code>
            {view?.ipAllowlist.slice(0, 2).join(", ") || "its addresses"}
            {(view?.ipAllowlist.length ?? 0) > 2 && ", …"}
          </code>
        </>
      ) : (
        "no address was passed on"
      );
    case "CREDITS_EXHAUSTED":
      return "no credits left";
    case "DISABLED":
      return "switched off";
    case "REVOKED":
      return "ended for good";
    case "NOT_FOUND":
      return "mistyped, or of another workspace";
    default:
      return null;
  }
}
