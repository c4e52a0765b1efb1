"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, startTransition } from "react";
import { Page, PageHeader } from "@/components/shell/page";
import { ErrorState } from "@/components/ui/states";

/** What Next hands to an error boundary. */
export interface Fault {
  error: Error & { digest?: string };
  reset: () => void;
}

export interface PageFaultProps extends Fault {
  /** The page's name in the breadcrumb and as its heading. */
  crumb: string;
  title: string;
  unscoped?: boolean | undefined;
  /** What still works. */
  children: ReactNode;
}

/** A page whose data could not be read, inside the shell. */
export function PageFault({ error, reset, crumb, title, unscoped, children }: PageFaultProps) {
  const router = useRouter();
  const retry = () =>
    startTransition(() => {
      // The boundary alone would show the failed answer again.
      router.refresh();
      reset();
    });
  return (
    <Page crumbs={[{ label: crumb }]} unscoped={unscoped}>
      <PageHeader title={crumb} />
      <div className="rounded-lg border border-line">
        <ErrorState title={title} requestId={error.digest} onRetry={retry}>
          {children}
        </ErrorState>
      </div>
    </Page>
  );
}
