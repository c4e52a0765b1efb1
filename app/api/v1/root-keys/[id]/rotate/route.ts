import { mount } from "@/lib/http/endpoint";
import { rotateRootKeyEndpoint } from "@/lib/http/endpoints/root-keys";

export const POST = mount(rotateRootKeyEndpoint);
