import { mount } from "@/lib/http/endpoint";
import { createRootKeyEndpoint, listRootKeysEndpoint } from "@/lib/http/endpoints/root-keys";

export const GET = mount(listRootKeysEndpoint);
export const POST = mount(createRootKeyEndpoint);
