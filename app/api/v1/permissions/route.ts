import { createPermissionEndpoint, listPermissionsEndpoint } from "@/lib/http/endpoints/permissions";
import { mount } from "@/lib/http/mount";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = mount(
  listPermissionsEndpoint,
  createPermissionEndpoint,
);
