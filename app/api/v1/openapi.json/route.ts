import { route } from "@/lib/http/mount";
import { openApiDocument } from "@/lib/http/openapi";
import { runtime } from "@/lib/runtime";

/** Public: it describes the product, not a workspace. */
const describe = async () => Response.json(openApiDocument(runtime().config.appUrl));

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: describe });
export const dynamic = "force-dynamic";
