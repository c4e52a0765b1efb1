import { mount } from "@/lib/http/endpoint";
import { createApiEndpoint, listApisEndpoint } from "@/lib/http/endpoints/apis";

export const GET = mount(listApisEndpoint);
export const POST = mount(createApiEndpoint);
