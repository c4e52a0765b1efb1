import { mount } from "@/lib/http/endpoint";
import { getKeyEndpoint, revokeKeyEndpoint, updateKeyEndpoint } from "@/lib/http/endpoints/keys";

export const GET = mount(getKeyEndpoint);
export const PATCH = mount(updateKeyEndpoint);
export const DELETE = mount(revokeKeyEndpoint);
