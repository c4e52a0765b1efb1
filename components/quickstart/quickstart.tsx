"use client";

import { Check } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { environmentName } from "@/components/keys/code-samples";
import { CreateButton } from "@/components/keys/create-button";
import { keyHref } from "@/components/keys/list-params";
import { Reason, RequestTime } from "@/components/keys/requests-panel";
import { shownSecret } from "@/components/keys/shown-secret";
import { Columns, PageHeader } from "@/components/shell/page";
import { ButtonLink } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { CodeBlock } from "@/components/ui/code-block";
import { Disclosure } from "@/components/ui/disclosure";
import { SecretStart } from "@/components/ui/key-state";
import { LiveDot } from "@/components/ui/live-dot";
import { Outcome } from "@/components/ui/outcome";
import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import { useLiveRefresh } from "@/components/usage/use-live-refresh";
import type { KeyView } from "@/lib/keys/schemas";
import type { RequestView } from "@/lib/usage/recent-requests";
import type { SendOne } from "./actions";
import { protectSamples } from "./protect-samples";
import { verifySamples } from "./verify-samples";
import { Waiting } from "./waiting";

export interface QuickstartProps {
  slug: string;
  environment: "live" | "test";
  /** The newest key of the environment; null while there is none. */
  newest: KeyView | null;
  apis: readonly { id: string; name: string }[];
  /** Calls of late: also those with a value that belongs to no key. */
  requests: readonly RequestView[];
  appUrl: string;
  mayCreate: boolean;
  send: SendOne | null;
  held: string | null;
}

/** An environment without a call yet: three steps to the first one, waiting for it. */
export function Quickstart(props: QuickstartProps) {
  const { environment, newest, appUrl } = props;
  useLiveRefresh(true);
  return (
    <>
      <PageHeader
        title="Verify your first request"
        note={`Three steps, about two minutes. The overview takes this place with the first ${environment} call.`}
      />
      <Columns
        main={
          <ol aria-label="Steps" className="rounded-lg border border-line bg-surface">
            <CreateStep {...props} />
            <CallStep {...props} />
            <Step number={3} state={newest ? "next" : "later"} title="Protect a route">
              <p className="text-ink-2">
                Middleware that turns the decision into 401, 403 or 429. Without a decision nobody gets in.
              </p>
              <CodeBlock
                label="Framework"
                samples={protectSamples(appUrl)}
                className="[&_section]:max-h-[320px] [&_section]:overflow-y-auto"
              />
            </Step>
          </ol>
        }
        aside={
          <>
            <Calls {...props} />
            <Panel title="Nothing arrives?" flush>
              <Failures appUrl={appUrl} environment={environment} />
            </Panel>
          </>
        }
      />
    </>
  );
}

function Step({
  number,
  state,
  title,
  aside,
  children,
}: {
  number: number;
  state: "done" | "now" | "next" | "later";
  title: string;
  aside?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <li
      aria-current={state === "now" ? "step" : undefined}
      className="flex gap-4 border-line border-b p-5 last:border-b-0 narrow:gap-3 narrow:p-4"
    >
      <span
        aria-hidden
        className={cn(
          "grid size-6 shrink-0 place-items-center rounded-full border text-label",
          state === "done" && "border-ink bg-ink text-on-ink",
          state === "now" && "border-2 border-ink font-semibold",
          (state === "next" || state === "later") && "border-control text-ink-2",
        )}
      >
        {state === "done" ? <Check className="size-3.5 stroke-[2.5]" /> : number}
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-3">
        <div className="flex min-h-6 flex-wrap items-center justify-between gap-x-4 gap-y-1">
          <h2 className={cn("font-semibold text-section", state === "later" && "text-ink-2")}>
            {title}
            {state === "done" && <span className="sr-only"> (done)</span>}
          </h2>
          {aside}
        </div>
        {children}
      </div>
    </li>
  );
}

function CreateStep({ slug, environment, newest, apis, mayCreate }: QuickstartProps) {
  if (newest) {
    const secret = shownSecret(newest);
    return (
      <Step
        number={1}
        state="done"
        title="Create a key"
        aside={
          <span className="flex min-w-0 flex-wrap items-baseline gap-x-3">
            <Time at={newest.createdAt} as="relative" className="text-ink-3 text-label" />
            <Link
              prefetch={false}
              href={keyHref(slug, newest.id, { env: environment, api: null })}
              className="link min-w-0 truncate font-medium"
            >
              {newest.name}
            </Link>
            <SecretStart start={secret.start} last4={secret.last4} className="text-ink-2" />
          </span>
        }
      />
    );
  }
  return (
    <Step number={1} state="now" title="Create a key">
      <p className="text-ink-2">
        A key is what a consumer of your API presents. Its secret is shown once; Latchkey keeps its hash.
      </p>
      <div>
        {apis.length === 0 ? (
          <ButtonLink variant="primary" href={`/${slug}/apis`}>
            Create an API first
          </ButtonLink>
        ) : mayCreate ? (
          <CreateButton />
        ) : (
          <p className="text-ink-2">
            Your role cannot create keys. An owner, admin or developer of the workspace can.
          </p>
        )}
      </div>
    </Step>
  );
}

function CallStep({ slug, environment, newest, apis, appUrl, send, held }: QuickstartProps) {
  const title = "Call verify with it";
  if (!newest)
    return (
      <Step number={2} state="later" title={title}>
        <p className="text-ink-2">The call that your backend makes on each request, ready to paste.</p>
      </Step>
    );
  const api = apis.find((each) => each.id === newest.apiId);
  return (
    <Step number={2} state="now" title={title}>
      <p className="text-ink-2">
        This is the call your backend makes on each request. Every decision answers 200; look at{" "}
        <code>valid</code>. It needs a root key that may <code>keys:verify</code>:{" "}
        <Link prefetch={false} href={`/${slug}/root-keys`} className="link">
          create one
        </Link>
        .
      </p>
      <CodeBlock
        samples={verifySamples({
          appUrl,
          variable: environmentName(api?.name ?? ""),
          start: shownSecret(newest).start,
          permissions: newest.permissions,
        })}
      />
      <Waiting key={`${environment} ${newest.id}`} held={held} send={send} />
    </Step>
  );
}

/** What has arrived. In an environment without a call that can only be values that belong to no key. */
function Calls({ requests }: QuickstartProps) {
  return (
    <Panel title="Calls" note={<LiveDot className="self-center">Live</LiveDot>} flush>
      {requests.length === 0 ? (
        <p className="px-4 py-4 text-ink-2">
          No calls yet. Each shows up here within 5 s, with its outcome and why.
        </p>
      ) : (
        <ul aria-label="Calls that arrived">
          {requests.map((request) => (
            <li key={request.requestId} className="border-line border-b px-4 py-2 last:border-b-0">
              <span className="flex items-baseline justify-between gap-3">
                <Outcome code={request.code} />
                <span className="text-ink-3 text-label">
                  <RequestTime at={request.at} />
                </span>
              </span>
              <span className="block text-ink-2">
                <Reason request={request} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** What goes wrong with a first call, the likeliest first. */
function Failures({ appUrl, environment }: { appUrl: string; environment: "live" | "test" }) {
  const other = environment === "live" ? "test" : "live";
  return (
    <>
      <Disclosure
        open
        title={
          <>
            <code>401</code>The root key is missing
          </>
        }
      >
        <code>lk_root_…</code> goes into <code>Authorization</code>, after <code>Bearer</code>. The key to
        verify goes into the body.
      </Disclosure>
      <Disclosure
        title={
          <>
            <code>NOT_FOUND</code>Mistyped, or of another workspace
          </>
        }
      >
        A value that is cut off, has a quote too many or belongs to another workspace is unknown here. The
        root key decides which workspace is asked.
      </Disclosure>
      <Disclosure
        title={
          <>
            <code>403</code>The root key may not verify
          </>
        }
      >
        It needs <code>keys:verify</code>. The preset “Verify only” gives it that and nothing else.
      </Disclosure>
      <Disclosure
        title={
          <>
            <code>400</code>The body cannot be read
          </>
        }
      >
        The body is JSON with <code>key</code>, and <code>Content-Type</code> says{" "}
        <code>application/json</code>. The answer names the field that is wrong.
      </Disclosure>
      <Disclosure title="No connection">
        Latchkey says of itself that it is at <code className="break-all">{appUrl}</code>. Inside a container{" "}
        <code>localhost</code> is the container itself; set <code>APP_URL</code> to an address that your
        backend reaches.
      </Disclosure>
      <Disclosure title="Answered, but not here">
        This page waits for a {environment} key. A {other} key shows under {other}, at the top right.
      </Disclosure>
    </>
  );
}
