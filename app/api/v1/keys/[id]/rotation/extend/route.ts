import { mount } from "@/lib/http/endpoint";
import { extendRotationEndpoint } from "@/lib/http/endpoints/keys";

export const POST = mount(extendRotationEndpoint);
