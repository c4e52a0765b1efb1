"use server";

import { revalidatePath } from "next/cache";
import type { ApiDefaultsDraft, ApiDraft } from "@/components/apis/actions";
import { createApi } from "@/lib/apis/create-api";
import { deleteApi } from "@/lib/apis/delete-api";
import { updateApi } from "@/lib/apis/update-api";
import { pageContext } from "@/lib/auth/page-context";
import { actionResult } from "@/lib/http/action";

/** The APIs stand in the head of every page. */
const refreshFrame = (slug: string) => revalidatePath(`/${slug}`, "layout");

export async function createApiAction(slug: string, draft: ApiDraft) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    const api = await createApi(ctx, draft);
    refreshFrame(slug);
    return api;
  });
}

export async function updateApiAction(slug: string, id: string, draft: ApiDraft) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    const api = await updateApi(ctx, id, draft);
    refreshFrame(slug);
    return api;
  });
}

export async function updateApiDefaultsAction(
  slug: string,
  id: string,
  draft: ApiDefaultsDraft,
  version: number,
) {
  return actionResult(async () => updateApi((await pageContext(slug)).ctx, id, draft, version));
}

export async function deleteApiAction(slug: string, id: string) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    await deleteApi(ctx, id);
    refreshFrame(slug);
  });
}
