import { deleteApiEndpoint, getApiEndpoint, updateApiEndpoint } from "@/lib/http/endpoints/apis";
import { mount } from "@/lib/http/mount";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = mount(
  getApiEndpoint,
  updateApiEndpoint,
  deleteApiEndpoint,
);
