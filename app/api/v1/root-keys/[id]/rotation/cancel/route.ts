import { cancelRootKeyRotationEndpoint } from "@/lib/http/endpoints/root-keys";
import { mount } from "@/lib/http/mount";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = mount(cancelRootKeyRotationEndpoint);
