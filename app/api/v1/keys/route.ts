import { mount } from "@/lib/http/endpoint";
import { createKeyEndpoint, listKeysEndpoint } from "@/lib/http/endpoints/keys";

export const GET = mount(listKeysEndpoint);
export const POST = mount(createKeyEndpoint);
