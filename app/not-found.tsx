import type { Metadata } from "next";
import { PlainPage } from "@/components/shell/plain-page";
import { ButtonLink } from "@/components/ui/button";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <PlainPage
      title="Nothing here"
      actions={
        <ButtonLink href="/" variant="primary">
          Go to the overview
        </ButtonLink>
      }
    >
      No page has this address, or it belongs to a workspace that you are not in.
    </PlainPage>
  );
}
