import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DocsPage } from "@/components/docs/docs-page";
import { OperationView } from "@/components/docs/operation";
import { readOperations } from "@/lib/docs/reference";
import { requestSamples } from "@/lib/docs/request-samples";
import { runtime } from "@/lib/runtime/runtime";
import { operationLinks } from "../operation-links";

type Props = { params: Promise<{ operation: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { operation: id } = await params;
  const found = readOperations(runtime().config.appUrl).find((each) => each.id === id);
  return { title: found?.title ?? "Not found" };
}

export default async function OperationPage({ params }: Props) {
  const { operation: id } = await params;
  const { appUrl } = runtime().config;
  const operations = readOperations(appUrl);
  const operation = operations.find((each) => each.id === id);
  if (!operation) notFound();
  return (
    <DocsPage side={operationLinks(operations, id)} sideLabel="Operations" wide>
      <OperationView operation={operation} samples={requestSamples(operation, appUrl)} />
    </DocsPage>
  );
}
