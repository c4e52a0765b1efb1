import { importKeysEndpoint } from "@/lib/http/endpoints/keys";
import { mount } from "@/lib/http/mount";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = mount(importKeysEndpoint);
