import type { ReactNode } from "react";
import { Page, PageHeader } from "@/components/shell/page";
import { TabLinks } from "@/components/ui/tabs";

/** The frame of the settings pages: one column, two tabs. */
export function SettingsPage({
  slug,
  tab,
  children,
}: {
  slug: string;
  tab: "workspace" | "account";
  children: ReactNode;
}) {
  const base = `/${slug}/settings`;
  return (
    <Page crumbs={[{ label: "Settings" }]} unscoped>
      <PageHeader
        title="Settings"
        tabs={
          <TabLinks
            label="Settings"
            bleed
            items={[
              { href: base, label: "Workspace", current: tab === "workspace" },
              { href: `${base}/account`, label: "Your account", current: tab === "account" },
            ]}
          />
        }
      />
      <div className="flex w-full max-w-[720px] flex-col gap-4">{children}</div>
    </Page>
  );
}
