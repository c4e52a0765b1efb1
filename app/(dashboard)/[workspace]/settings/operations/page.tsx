import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { OperationsView } from "@/components/operations/operations-view";
import { SettingsPage } from "@/components/settings/settings-tabs";
import { pageContext } from "@/lib/auth/page-context";
import { page } from "@/lib/http/page";
import { concernsOf } from "@/lib/runtime/operations/concerns";
import { isOperator } from "@/lib/runtime/operations/operator";
import { readOperations } from "@/lib/runtime/operations/read-operations";

export const metadata: Metadata = { title: "Operations" };

export default page(async function OperationsPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace: slug } = await params;
  const { ctx } = await pageContext(slug);
  if (!(await isOperator(ctx))) notFound();
  const operations = await readOperations(ctx);
  return (
    <SettingsPage slug={slug} tab="operations" operator wide>
      <OperationsView operations={operations} concerns={concernsOf(operations)} />
    </SettingsPage>
  );
});
