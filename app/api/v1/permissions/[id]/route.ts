import {
  deletePermissionEndpoint,
  getPermissionEndpoint,
  updatePermissionEndpoint,
} from "@/lib/http/endpoints/permissions";
import { mount } from "@/lib/http/mount";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = mount(
  getPermissionEndpoint,
  updatePermissionEndpoint,
  deletePermissionEndpoint,
);
