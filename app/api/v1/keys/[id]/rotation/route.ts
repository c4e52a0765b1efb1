import { mount } from "@/lib/http/endpoint";
import { getRotationEndpoint } from "@/lib/http/endpoints/keys";

export const GET = mount(getRotationEndpoint);
