import { createRoleEndpoint, listRolesEndpoint } from "@/lib/http/endpoints/roles";
import { mount } from "@/lib/http/mount";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = mount(listRolesEndpoint, createRoleEndpoint);
