import { Columns3, Download, Filter, Globe, Plus, Search, Upload } from "lucide-react";
import { Sparkline } from "@/components/charts/sparkline";
import { Bleed, Page, PageHeader } from "@/components/shell/page";
import { FilterChip, StateChips } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/choice";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { KeyState, RotationChip } from "@/components/ui/key-state";
import { formatCount } from "@/components/ui/number-format";
import { Pager, Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import { Expiry, Time } from "@/components/ui/time";
import { fakePoints } from "../fake";

const names = [
  "warehouse-scanner-eu",
  "orders-sync",
  "track-and-trace-app",
  "checkout-web",
  "billing-worker",
  "partner-edi-gateway",
  "fraud-screening",
  "route-planner",
  "returns-portal-backend",
  "label-printer-fleet-07",
  "ci-smoke-tests",
  "legacy-shop-plugin",
  "invoice-export-nightly",
  "customs-declarations",
  "bulk-import-2026-10",
  "quarterly-report-job",
];

export default function Keys() {
  const now = Date.now();
  const at = (days: number) => new Date(now + days * 864e5).toISOString();
  return (
    <Page crumbs={[{ label: "Keys" }]}>
      <PageHeader
        title="Keys"
        actions={
          <>
            <Button icon={<Upload />} className="narrow:hidden">
              Import
            </Button>
            <Button variant="primary" icon={<Plus />} after={<Kbd>C</Kbd>}>
              Create key
            </Button>
          </>
        }
      />
      <StateChips
        label="States"
        items={[
          "All",
          "Active",
          "Rotating",
          "Expires in 30 d",
          "Never used",
          "Disabled",
          "Expired",
          "Revoked",
        ].map((label, i) => ({
          label,
          href: `?s=${i}`,
          count: formatCount([1284, 1197, 4, 7, 12, 9, 23, 55][i] ?? 0),
          current: i === 0,
        }))}
      />
      <div className="flex items-center gap-2 py-2">
        <Input
          icon={<Search />}
          size="m"
          placeholder="Name, owner, start, id, or paste a key"
          aria-label="Search keys"
          className="max-w-[320px] narrow:max-w-none"
          after={<Kbd>/</Kbd>}
        />
        <span className="narrow:hidden">
          <FilterChip label="API is" value="Orders API" removeHref="?" />
        </span>
        <Button size="m" icon={<Filter />}>
          Filter
        </Button>
        <span className="flex-1 narrow:hidden" />
        <Button variant="ghost" size="m" icon={<Columns3 />} className="narrow:hidden">
          Columns
        </Button>
        <Button variant="ghost" size="m" icon={<Download />} className="narrow:hidden">
          CSV
        </Button>
      </div>
      <Bleed>
        <Table label="Keys" edge="page" stack>
          <THead>
            <Th className="w-8">
              <Checkbox aria-label="Select all" indeterminate />
            </Th>
            <Th>Name</Th>
            <Th>Key</Th>
            <Th className="max-lg:hidden">Owner</Th>
            <Th>State</Th>
            <Th numeric>Calls, 7 days</Th>
            <Th className="w-[92px]">
              <span className="sr-only">Course</span>
            </Th>
            <Th numeric sort="descending" sortHref="?sort=used">
              Last used
            </Th>
            <Th numeric>Expires</Th>
          </THead>
          <TBody>
            {names.map((name, i) => {
              const state = i === 11 ? "expired" : i === 13 ? "disabled" : i === 14 ? "revoked" : "active";
              const pts = fakePoints(now, 28, 60 * (i + 1), i + 3).map((p) =>
                i === 11 ? { EXPIRED: p.byCode.VALID ?? 0 } : i > 13 ? {} : p.byCode,
              );
              return (
                <Tr
                  key={name}
                  selected={[4, 5, 8].includes(i)}
                  ended={state === "expired" || state === "revoked"}
                >
                  <Td at="check">
                    <Checkbox aria-label={`Select ${name}`} defaultChecked={[4, 5, 8].includes(i)} />
                  </Td>
                  <Td lead at="lead">
                    <span className="inline-flex items-center gap-2">
                      {name}
                      {i === 2 && <Globe className="size-3.5 text-ink-3" />}
                    </span>
                  </Td>
                  <Td mono at="sub">
                    sk_live_Lm3x…DwVh
                  </Td>
                  <Td quiet className="max-lg:hidden">kontor-logistik</Td>
                  <Td at="aside">
                    <span className="flex items-center gap-4">
                      <KeyState
                        state={state}
                        note={state === "revoked" ? "29 Oct" : undefined}
                        className={i === 4 || i === 5 ? "narrow:hidden" : ""}
                      />
                      {i === 4 && <RotationChip retiresAt={at(6.5)} />}
                      {i === 5 && <RotationChip retiresAt={at(0.13)} />}
                    </span>
                  </Td>
                  <Td numeric>{formatCount(1204880 / (i + 1))}</Td>
                  <Td at="subaside">
                    <Sparkline points={pts} />
                  </Td>
                  <Td numeric quiet>
                    <Time at={i === 15 ? null : at(-(i ** 4) / 4000)} as="relative" absent="Never" />
                  </Td>
                  <Td numeric quiet>
                    <Expiry at={i % 4 === 2 ? null : at(i === 8 ? 9.2 : 90 + i * 30)} />
                  </Td>
                </Tr>
              );
            })}
          </TBody>
        </Table>
      </Bleed>
      <Pager note="1–16 of 1,284" nextHref="?cursor=1" />
    </Page>
  );
}
