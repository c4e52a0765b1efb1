import type { Metadata } from "next";
import { Connections } from "@/components/settings/connections";
import { NameForm } from "@/components/settings/name-form";
import { PasswordForm } from "@/components/settings/password-form";
import { SessionList } from "@/components/settings/session-list";
import { SettingsPage } from "@/components/settings/settings-tabs";
import { Facts, Panel } from "@/components/ui/panel";
import { configuredProviders } from "@/lib/auth/configured-providers";
import { pageContext } from "@/lib/auth/page-context";
import { listConnections } from "@/lib/auth/provider-sign-in";
import { listSessions } from "@/lib/auth/session";
import { page } from "@/lib/http/page";
import { isOperator } from "@/lib/runtime/operations/operator";
import {
  changePasswordAction,
  connectProviderAction,
  disconnectProviderAction,
  revokeOtherSessionsAction,
  revokeSessionAction,
  updateProfileAction,
} from "../actions";

export const metadata: Metadata = { title: "Your account" };

export default page(async function AccountSettings({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace: slug } = await params;
  const { ctx, user, sessionId } = await pageContext(slug);
  const providers = configuredProviders(ctx.rt.config);
  const [sessions, connected] = await Promise.all([
    listSessions(ctx),
    providers.length > 0 ? listConnections(ctx) : [],
  ]);
  return (
    <SettingsPage slug={slug} tab="account" operator={await isOperator(ctx)}>
      <Panel title="Profile">
        <div className="flex flex-col gap-4">
          <Facts items={[{ label: "E-mail", value: user.email }]} />
          <NameForm
            label="Your name"
            help="Left empty, your e-mail stands for you."
            name={user.name ?? ""}
            autoComplete="name"
            save={updateProfileAction.bind(null, slug)}
          />
        </div>
      </Panel>
      <Panel title="Password">
        <PasswordForm
          hasPassword={user.hasPassword}
          email={user.email}
          change={changePasswordAction.bind(null, slug)}
        />
      </Panel>
      {providers.length > 0 && (
        <Connections
          providers={providers}
          connected={connected}
          connect={connectProviderAction.bind(null, slug)}
          disconnect={disconnectProviderAction.bind(null, slug)}
        />
      )}
      <SessionList
        sessions={sessions}
        currentId={sessionId}
        revoke={revokeSessionAction.bind(null, slug)}
        revokeOthers={revokeOtherSessionsAction.bind(null, slug)}
      />
    </SettingsPage>
  );
});
