import { mount } from "@/lib/http/endpoint";
import { listAuditEventsEndpoint } from "@/lib/http/endpoints/reading";

export const GET = mount(listAuditEventsEndpoint);
