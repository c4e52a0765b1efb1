import {
  getRootKeyEndpoint,
  revokeRootKeyEndpoint,
  updateRootKeyEndpoint,
} from "@/lib/http/endpoints/root-keys";
import { mount } from "@/lib/http/mount";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = mount(
  getRootKeyEndpoint,
  updateRootKeyEndpoint,
  revokeRootKeyEndpoint,
);
