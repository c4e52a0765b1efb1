import { changeIdentityCreditsEndpoint } from "@/lib/http/endpoints/credits";
import { mount } from "@/lib/http/mount";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = mount(changeIdentityCreditsEndpoint);
