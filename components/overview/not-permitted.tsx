import { PageHeader } from "@/components/shell/page";
import { EmptyState } from "@/components/ui/states";

/** A page that the person's role cannot see. */
export function NotPermitted({ title, needs }: { title: string; needs: string }) {
  return (
    <>
      <PageHeader title={title} />
      <div className="rounded-lg border border-line">
        <EmptyState title="Your role cannot see this">
          It needs <code>{needs}</code>. An owner or admin of the workspace can give you a role that has it.
        </EmptyState>
      </div>
    </>
  );
}
