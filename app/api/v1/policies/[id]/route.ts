import { deletePolicyEndpoint, getPolicyEndpoint, updatePolicyEndpoint } from "@/lib/http/endpoints/policies";
import { mount } from "@/lib/http/mount";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = mount(
  getPolicyEndpoint,
  updatePolicyEndpoint,
  deletePolicyEndpoint,
);
