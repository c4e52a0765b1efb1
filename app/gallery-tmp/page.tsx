import { Page, PageHeader } from "@/components/shell/page";
import { Parts } from "./parts";

export default function Gallery() {
  return (
    <Page crumbs={[{ label: "Components" }]}>
      <PageHeader title="Components" note="The parts in their states" />
      <Parts now={Date.now()} />
    </Page>
  );
}
