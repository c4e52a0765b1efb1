import { mount } from "@/lib/http/endpoint";
import { cancelRotationEndpoint } from "@/lib/http/endpoints/keys";

export const POST = mount(cancelRotationEndpoint);
