"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, startTransition } from "react";
import { Page, PageHeader } from "@/components/shell/page";
import { ErrorState } from "@/components/ui/states";

export interface PageFaultProps {
  /** The page's name in the breadcrumb and as its heading. */
  crumb: string;
  title: string;
  digest: string | undefined;
  onRetry: () => void;
  unscoped?: boolean | undefined;
  /** What still works. */
  children: ReactNode;
}

/** A page whose data could not be read, inside the shell. */
export function PageFault({ crumb, title, digest, onRetry, unscoped, children }: PageFaultProps) {
  const router = useRouter();
  const retry = () =>
    startTransition(() => {
      // The boundary alone would show the failed answer again.
      router.refresh();
      onRetry();
    });
  return (
    <Page crumbs={[{ label: crumb }]} unscoped={unscoped}>
      <PageHeader title={crumb} />
      <div className="rounded-lg border border-line">
        <ErrorState title={title} requestId={digest} onRetry={retry}>
          {children}
        </ErrorState>
      </div>
    </Page>
  );
}
