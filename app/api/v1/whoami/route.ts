import { mount } from "@/lib/http/endpoint";
import { whoamiEndpoint } from "@/lib/http/endpoints/root-keys";

export const GET = mount(whoamiEndpoint);
