import { MissingKey } from "@/components/keys/missing-key";
import { Page } from "@/components/shell/page";

export default function KeyNotFound() {
  return (
    <Page crumbs={[{ label: "Keys" }, { label: "Not found" }]} unscoped>
      <MissingKey />
    </Page>
  );
}
