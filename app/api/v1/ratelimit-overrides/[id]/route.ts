import { deleteOverrideEndpoint } from "@/lib/http/endpoints/ratelimit-overrides";
import { mount } from "@/lib/http/mount";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = mount(deleteOverrideEndpoint);
