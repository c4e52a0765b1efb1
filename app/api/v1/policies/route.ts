import { createPolicyEndpoint, listPoliciesEndpoint } from "@/lib/http/endpoints/policies";
import { mount } from "@/lib/http/mount";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = mount(listPoliciesEndpoint, createPolicyEndpoint);
