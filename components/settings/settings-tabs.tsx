import type { ReactNode } from "react";
import { Page, PageHeader } from "@/components/shell/page";
import { cn } from "@/components/ui/cn";
import { TabLinks } from "@/components/ui/tabs";

export interface SettingsPageProps {
  slug: string;
  tab: "workspace" | "account" | "operations";
  /** Runs the installation, so there is a third tab. */
  operator: boolean;
  /** Tables and figures rather than forms. */
  wide?: boolean | undefined;
  children: ReactNode;
}

/** The frame of the settings pages: one column, and the tabs. */
export function SettingsPage({ slug, tab, operator, wide, children }: SettingsPageProps) {
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
              ...(operator
                ? [{ href: `${base}/operations`, label: "Operations", current: tab === "operations" }]
                : []),
            ]}
          />
        }
      />
      <div className={cn("flex w-full flex-col gap-4", wide ? "max-w-[1100px]" : "max-w-[720px]")}>
        {children}
      </div>
    </Page>
  );
}
