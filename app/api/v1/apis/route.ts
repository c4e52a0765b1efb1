import { createApiEndpoint, listApisEndpoint } from "@/lib/http/endpoints/apis";
import { mount } from "@/lib/http/mount";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = mount(listApisEndpoint, createApiEndpoint);
