import { mount } from "@/lib/http/endpoint";
import { rotateKeyEndpoint } from "@/lib/http/endpoints/keys";

export const POST = mount(rotateKeyEndpoint);
