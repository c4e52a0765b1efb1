"use server";

import { revalidatePath } from "next/cache";
import type { ApiDefaultsDraft, ApiDraft } from "@/components/apis/actions";
import { createApi } from "@/lib/apis/create-api";
import { deleteApi } from "@/lib/apis/delete-api";
import { updateApi } from "@/lib/apis/update-api";
import { action, draftOf, idArgument, numberArgument } from "@/lib/http/action";
import type { Membership } from "@/lib/workspaces/list-workspaces";

const apiArgument = draftOf<ApiDraft>();

/** The APIs stand in the head of every page. */
const refreshFrame = ({ slug }: Membership) => revalidatePath(`/${slug}`, "layout");

export const createApiAction = action([apiArgument], async ({ ctx, workspace }, draft) => {
  const api = await createApi(ctx, draft);
  refreshFrame(workspace);
  return api;
});

export const updateApiAction = action([idArgument, apiArgument], async ({ ctx, workspace }, id, draft) => {
  const api = await updateApi(ctx, id, draft);
  refreshFrame(workspace);
  return api;
});

export const updateApiDefaultsAction = action(
  [idArgument, draftOf<ApiDefaultsDraft>(), numberArgument],
  async ({ ctx }, id, draft, version) => updateApi(ctx, id, draft, version),
);

export const deleteApiAction = action([idArgument], async ({ ctx, workspace }, id) => {
  await deleteApi(ctx, id);
  refreshFrame(workspace);
});
