import { mount } from "@/lib/http/endpoint";
import { getRootKeyEndpoint, revokeRootKeyEndpoint } from "@/lib/http/endpoints/root-keys";

export const GET = mount(getRootKeyEndpoint);
export const DELETE = mount(revokeRootKeyEndpoint);
