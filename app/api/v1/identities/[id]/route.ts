import { mount } from "@/lib/http/endpoint";
import { getIdentityEndpoint } from "@/lib/http/endpoints/reading";

export const GET = mount(getIdentityEndpoint);
