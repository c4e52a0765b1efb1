import { mount } from "@/lib/http/endpoint";
import { completeRotationEndpoint } from "@/lib/http/endpoints/keys";

export const POST = mount(completeRotationEndpoint);
