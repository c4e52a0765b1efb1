"use server";

import { revalidatePath } from "next/cache";
import { notFound } from "next/navigation";
import { z } from "zod";
import { startProviderSignIn } from "@/lib/auth/auth";
import { changePassword } from "@/lib/auth/change-password";
import { pageContext } from "@/lib/auth/page-context";
import { disconnectProvider, PROVIDERS, type Provider } from "@/lib/auth/provider-sign-in";
import { revokeOtherSessions, revokeSession } from "@/lib/auth/session";
import { updateProfile } from "@/lib/auth/update-profile";
import { action, idArgument, textArgument } from "@/lib/http/action";
import { updateWorkspace } from "@/lib/workspaces/update-workspace";

export const renameWorkspaceAction = action([textArgument], async ({ ctx, workspace }, name) => {
  const renamed = await updateWorkspace(ctx, { name });
  // The name stands in the frame of every page.
  revalidatePath(`/${workspace.slug}`, "layout");
  return renamed;
});

export const updateProfileAction = action([textArgument], async ({ ctx }, name) =>
  updateProfile(ctx, { name: name.trim() === "" ? null : name }),
);

export const changePasswordAction = action(
  [textArgument.nullable(), textArgument],
  async ({ ctx, sessionId }, current, next) => changePassword(ctx, { current, next, sessionId }),
);

export const revokeSessionAction = action([idArgument], async ({ ctx }, id) => {
  await revokeSession(ctx, id);
});

export const revokeOtherSessionsAction = action([], async ({ ctx, sessionId }) =>
  revokeOtherSessions(ctx, sessionId),
);

/** Leads to the provider; back here, the sign-in there belongs to this account. */
export async function connectProviderAction(slug: string, provider: Provider): Promise<void> {
  await pageContext(slug);
  if (!PROVIDERS.includes(provider)) notFound();
  await startProviderSignIn(provider, `/${slug}/settings/account`);
}

export const disconnectProviderAction = action([z.enum(PROVIDERS)], async ({ ctx }, provider) => {
  await disconnectProvider(ctx, provider);
});
