import { Ellipsis, Gauge, History, Plus, RefreshCw } from "lucide-react";
import { OutcomeChart } from "@/components/charts/outcome-chart";
import { RotationLanes } from "@/components/charts/rotation-lanes";
import { Columns, Page, PageHeader } from "@/components/shell/page";
import { CodeChip } from "@/components/ui/badge";
import { Button, IconButton } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { KeyState, RotationChip, SecretMark, SecretStart } from "@/components/ui/key-state";
import { LiveDot } from "@/components/ui/live-dot";
import { Meter } from "@/components/ui/meter";
import { Outcome } from "@/components/ui/outcome";
import { Facts, Panel } from "@/components/ui/panel";
import { SegmentedLinks } from "@/components/ui/segmented";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import { TabLinks } from "@/components/ui/tabs";
import { Time } from "@/components/ui/time";
import { Timeline } from "@/components/ui/timeline";
import { fakePoints } from "../fake";

export default function Key() {
  const now = Date.now();
  const at = (days: number) => new Date(now + days * 864e5).toISOString();
  const start = -6.8;
  const lanes = fakePoints(now, 8 * 24, 900)
    .filter((_, i) => i % 3 === 0)
    .map((p) => {
      const t = (Date.parse(p.start) - now) / 864e5;
      const share = t < start ? 0 : Math.min(0.998, (t - start) / 3);
      const v = p.byCode.VALID ?? 0;
      return {
        start: p.start,
        incoming: Math.round(v * 3 * share),
        retiring: Math.round(v * 3 * (1 - share)),
      };
    });
  return (
    <Page
      crumbs={[{ label: "Keys", href: "/gallery-tmp/keys" }, { label: "billing-worker" }]}
      fixed={{ apiId: "api_1", environment: "live", listHref: "/gallery-tmp/keys" }}
    >
      <PageHeader
        title="billing-worker"
        badges={
          <>
            <KeyState state="active" />
            <RotationChip retiresAt={at(6.5)} />
          </>
        }
        facts={
          <>
            <SecretStart start="sk_live_9fK2" last4="6wbY" className="text-ink" />
            <span className="inline-flex items-center gap-1">
              <code>key_01JNEX7Q4M</code>
              <CopyButton iconOnly size="s" text="key_01JNEX7Q4M" label="Copy id" />
            </span>
            <span>
              Owner{" "}
              <a className="link" href="#x">
                meridian-retail
              </a>
            </span>
            <span>
              Created{" "}
              <b>
                <Time at={at(-260)} as="date" />
              </b>
            </span>
            <span>
              Expires{" "}
              <b>
                <Time at={at(200)} as="date" />
              </b>
            </span>
            <span>
              Last used{" "}
              <b>
                <Time at={at(-0.00005)} as="relative" />
              </b>
            </span>
          </>
        }
        actions={
          <>
            <span className="contents narrow:hidden">
              <Button className="narrow:hidden">Disable</Button>
              <Button className="narrow:hidden" variant="danger">
                Revoke
              </Button>
            </span>
            <IconButton icon={<Ellipsis />} label="More" variant="secondary" />
          </>
        }
        tabs={
          <TabLinks
            bleed
            label="Key"
            items={["Overview", "Requests", "Permissions", "Limits and credits", "Code", "Settings"].map(
              (label, i) => ({ label, href: i ? `?tab=${i}` : "?", current: i === 0 }),
            )}
          />
        }
      />
      <Columns
        main={
          <>
            <Panel
              title="Rotation under way"
              note={
                <>
                  <strong>99.8 %</strong> of today's calls use the new secret
                </>
              }
              actions={
                <>
                  <Button size="m">Extend</Button>
                  <Button size="m">Go back</Button>
                  <Button size="m">Finish now</Button>
                </>
              }
              footer={
                <div className="flex items-start gap-3">
                  <History aria-hidden className="mt-0.5 shrink-0 text-ink-2" />
                  <p className="flex-1 text-ink-2">
                    <b className="font-medium text-ink">
                      Old secret last used 4 min ago from <code>203.0.113.9</code> (38 calls today).
                    </b>{" "}
                    Finish now and those calls get <code>EXPIRED</code>. Left alone, it retires on 30 Nov
                    18:00.
                  </p>
                  <a className="link shrink-0" href="#x">
                    Its requests
                  </a>
                </div>
              }
            >
              <RotationLanes
                points={lanes}
                bucketMs={3 * 3.6e6}
                bucketLabel="3 h"
                startedAt={at(start)}
                now={new Date(now).toISOString()}
                retiresAt={at(6.5)}
                incoming={{ start: "sk_live_9fK2…6wbY", note: "16,798 calls today" }}
                retiring={{ start: "sk_live_Hq7B…H3Cq", note: "38 calls today" }}
              />
            </Panel>
            <Panel
              title="Calls by outcome"
              note="183,284 in 7 days"
              actions={
                <SegmentedLinks
                  label="Range"
                  items={["1 h", "24 h", "7 d", "30 d", "Own"].map((label) => ({
                    label,
                    href: `?range=${label}`,
                    current: label === "7 d",
                  }))}
                />
              }
            >
              <OutcomeChart interval="hour" points={fakePoints(now, 168)} />
            </Panel>
            <Panel title="Recent requests" note={<LiveDot>Live</LiveDot>} flush>
              <Table label="Recent requests" dense stack>
                <THead>
                  <Th>Time</Th>
                  <Th>Outcome</Th>
                  <Th>Why</Th>
                  <Th>Tag</Th>
                  <Th>Secret</Th>
                  <Th numeric>From</Th>
                </THead>
                <TBody>
                  {(
                    [
                      "VALID",
                      "INSUFFICIENT_PERMISSIONS",
                      "VALID",
                      "RATE_LIMITED",
                      "FORBIDDEN_IP",
                      "VALID",
                    ] as const
                  ).map((code, i) => (
                    <Tr key={i}>
                      <Td quiet at="aside">
                        <Time at={at(-i / 4000)} as="seconds" />
                      </Td>
                      <Td at="lead">
                        <Outcome code={code} />
                      </Td>
                      <Td quiet at="sub">
                        {code === "VALID" ? (
                          ""
                        ) : (
                          <>
                            needs <code>orders:write</code>
                          </>
                        )}
                      </Td>
                      <Td mono>/orders</Td>
                      <Td>
                        <SecretMark which={i === 2 ? "old" : "new"} />
                      </Td>
                      <Td mono numeric className="text-ink">
                        203.0.113.24
                      </Td>
                    </Tr>
                  ))}
                </TBody>
              </Table>
            </Panel>
          </>
        }
        aside={
          <>
            <Panel
              title="Limits"
              actions={
                <Button size="m" variant="ghost">
                  Edit
                </Button>
              }
            >
              <div className="grid gap-4">
                <Meter
                  name="requests"
                  label={
                    <>
                      <code>requests</code> a minute
                    </>
                  }
                  value={61}
                  max={100}
                  note="Limited 1,635 times in 7 days, most on Sun at 06:00"
                />
                <Meter
                  name="exports"
                  label={
                    <>
                      <code>exports</code> an hour
                    </>
                  }
                  value={18}
                  max={20}
                />
                <Meter
                  name="meridian"
                  label={
                    <>
                      <code>meridian-retail</code> a minute
                    </>
                  }
                  value={412}
                  max={5000}
                  note="The owner's limit, shared with 6 other keys"
                />
              </div>
            </Panel>
            <Panel
              title="Access"
              actions={
                <Button size="m" variant="ghost">
                  Edit
                </Button>
              }
            >
              <Facts
                items={[
                  {
                    label: "Permissions",
                    value: (
                      <>
                        <CodeChip>orders:read</CodeChip>
                        <CodeChip>invoices:*</CodeChip>
                      </>
                    ),
                  },
                  { label: "Roles", value: <CodeChip>reader</CodeChip> },
                  { label: "Addresses", value: <CodeChip>203.0.113.0/24</CodeChip> },
                ]}
              />
            </Panel>
            <Panel title="Timeline">
              <Timeline
                items={[
                  {
                    id: "1",
                    icon: <RefreshCw />,
                    title: "Rotation extended by 6 days",
                    by: "ops@northwind.example",
                    at: <Time at={at(-1)} />,
                  },
                  {
                    id: "2",
                    icon: <Gauge />,
                    title: (
                      <>
                        Limit <code>requests</code> 60 → 100 a minute
                      </>
                    ),
                    by: "ops@northwind.example",
                    at: <Time at={at(-8)} />,
                  },
                  {
                    id: "3",
                    icon: <Plus />,
                    title: "Created",
                    by: "ops@northwind.example",
                    at: <Time at={at(-60)} />,
                  },
                ]}
              />
            </Panel>
          </>
        }
      />
    </Page>
  );
}
