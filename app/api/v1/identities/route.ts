import { createIdentityEndpoint, listIdentitiesEndpoint } from "@/lib/http/endpoints/identities";
import { mount } from "@/lib/http/mount";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = mount(
  listIdentitiesEndpoint,
  createIdentityEndpoint,
);
