import type { Metadata } from "next";
import { NameForm } from "@/components/settings/name-form";
import { SettingsPage } from "@/components/settings/settings-tabs";
import { CodeChip } from "@/components/ui/badge";
import { CopyButton } from "@/components/ui/copy-button";
import { Facts, Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import { pageContext } from "@/lib/auth/page-context";
import { page } from "@/lib/http/page";
import { allows } from "@/lib/platform/permission";
import { isOperator } from "@/lib/runtime/operations/operator";
import { renameWorkspaceAction } from "./actions";

export const metadata: Metadata = { title: "Settings" };

export default page(async function WorkspaceSettings({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace: slug } = await params;
  const { ctx, workspace, role } = await pageContext(slug);
  return (
    <SettingsPage slug={slug} tab="workspace" operator={await isOperator(ctx)}>
      <Panel title="Name">
        <NameForm
          label="Workspace name"
          help="Shown to its members. The address below stays as it is."
          name={workspace.name}
          autoComplete="organization"
          locked={
            allows(ctx.scopes, "workspace:update") ? undefined : `Your role, ${role}, cannot change it.`
          }
          save={renameWorkspaceAction.bind(null, slug)}
        />
      </Panel>
      <Panel title="About">
        <Facts
          items={[
            {
              label: "Address",
              value: <code className="break-all">{`${ctx.rt.config.appUrl}/${slug}`}</code>,
            },
            {
              label: "Id",
              value: (
                <>
                  <CodeChip>{workspace.id}</CodeChip>
                  <CopyButton text={workspace.id} label="Copy the workspace's id" iconOnly size="s" />
                </>
              ),
            },
            { label: "Created", value: <Time at={workspace.createdAt} as="date" /> },
            { label: "Your role", value: <span className="capitalize">{role}</span> },
          ]}
        />
      </Panel>
    </SettingsPage>
  );
});
