"use server";

import { revalidatePath } from "next/cache";
import { startProviderSignIn } from "@/lib/auth/auth";
import { changePassword } from "@/lib/auth/change-password";
import { pageContext } from "@/lib/auth/page-context";
import { disconnectProvider, PROVIDERS, type Provider } from "@/lib/auth/provider-sign-in";
import { revokeOtherSessions, revokeSession } from "@/lib/auth/session";
import { updateProfile } from "@/lib/auth/update-profile";
import { Problem } from "@/lib/errors/problem";
import { actionResult } from "@/lib/http/action";
import { updateWorkspace } from "@/lib/workspaces/update-workspace";

function knownProvider(provider: Provider): Provider {
  if (!PROVIDERS.includes(provider)) throw new Problem("not_found", "There is no such provider.");
  return provider;
}

export async function renameWorkspaceAction(slug: string, name: string) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    const renamed = await updateWorkspace(ctx, { name });
    // The name stands in the frame of every page.
    revalidatePath(`/${slug}`, "layout");
    return renamed;
  });
}

export async function updateProfileAction(slug: string, name: string) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return updateProfile(ctx, { name: name.trim() === "" ? null : name });
  });
}

export async function changePasswordAction(slug: string, current: string | null, next: string) {
  return actionResult(async () => {
    const { ctx, sessionId } = await pageContext(slug);
    return changePassword(ctx, { current, next, sessionId });
  });
}

export async function revokeSessionAction(slug: string, id: string) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    await revokeSession(ctx, id);
  });
}

export async function revokeOtherSessionsAction(slug: string) {
  return actionResult(async () => {
    const { ctx, sessionId } = await pageContext(slug);
    return revokeOtherSessions(ctx, sessionId);
  });
}

/** Leads to the provider; back here, the sign-in there belongs to this account. */
export async function connectProviderAction(slug: string, provider: Provider): Promise<void> {
  await pageContext(slug);
  await startProviderSignIn(knownProvider(provider), `/${slug}/settings/account`);
}

export async function disconnectProviderAction(slug: string, provider: Provider) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    await disconnectProvider(ctx, knownProvider(provider));
  });
}
