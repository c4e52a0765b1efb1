import type { Metadata } from "next";
import type { ReactNode } from "react";
import { DocsFrame } from "@/components/docs/docs-frame";

export const metadata: Metadata = { title: { template: "%s · Latchkey docs", default: "Latchkey docs" } };

/** Public: it describes the product, not a workspace. */
export default function DocsLayout({ children }: { children: ReactNode }) {
  return <DocsFrame>{children}</DocsFrame>;
}
