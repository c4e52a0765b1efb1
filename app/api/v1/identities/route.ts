import { mount } from "@/lib/http/endpoint";
import { listIdentitiesEndpoint } from "@/lib/http/endpoints/reading";

export const GET = mount(listIdentitiesEndpoint);
