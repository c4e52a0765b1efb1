import { mount } from "@/lib/http/endpoint";
import { deleteApiEndpoint, getApiEndpoint, updateApiEndpoint } from "@/lib/http/endpoints/apis";

export const GET = mount(getApiEndpoint);
export const PATCH = mount(updateApiEndpoint);
export const DELETE = mount(deleteApiEndpoint);
