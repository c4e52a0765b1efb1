import { verifyAuditChainEndpoint } from "@/lib/http/endpoints/reading";
import { mount } from "@/lib/http/mount";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = mount(verifyAuditChainEndpoint);
