import { deleteRoleEndpoint, getRoleEndpoint, updateRoleEndpoint } from "@/lib/http/endpoints/roles";
import { mount } from "@/lib/http/mount";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = mount(
  getRoleEndpoint,
  updateRoleEndpoint,
  deleteRoleEndpoint,
);
