import { mount } from "@/lib/http/endpoint";
import { usageEndpoint } from "@/lib/http/endpoints/reading";

export const GET = mount(usageEndpoint);
