import { Bookmark, Download } from "lucide-react";
import { Page, PageHeader } from "@/components/shell/page";
import { Button } from "@/components/ui/button";
import { Figures } from "@/components/ui/figures";
import { formatFigure } from "@/components/ui/number-format";
import { TabLinks } from "@/components/ui/tabs";
import { Charts } from "./chart";

export default function Usage() {
  return (
    <Page crumbs={[{ label: "Usage" }]}>
      <PageHeader
        title="Usage"
        actions={
          <>
            <Button icon={<Bookmark />}>Save view</Button>
            <Button icon={<Download />}>Export</Button>
          </>
        }
        tabs={
          <TabLinks
            bleed
            label="Usage"
            items={["Overview", "Explore"].map((label, i) => ({ label, href: `?t=${i}`, current: i === 1 }))}
          />
        }
      />
      <div className="grid gap-4">
        <Figures
          label="Figures"
          items={[
            { label: "Calls", value: formatFigure(4_067_000), change: "+7.6 %", note: "3.78 M before" },
            { label: "Allowed", value: "97.51 %", change: "−1.27 pt", bad: true, note: "98.79 % before" },
            { label: "Denied", value: "101,102", change: "+120 %", bad: true, note: "45,885 before" },
            { label: "Keys in use", value: "1,042", change: "+1.2 %", note: "of 1,197 active" },
            { label: "Latency p99", value: "0.84 ms", change: "−0.03 ms", note: "0.87 ms before" },
          ]}
        />
        <Charts now={Date.now()} />
      </div>
    </Page>
  );
}
