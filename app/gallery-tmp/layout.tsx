import type { ReactNode } from "react";
import { navigation } from "@/components/shell/navigation";
import { Shell } from "@/components/shell/shell";

async function signOut() {
  "use server";
}
async function searchKeys(query: string) {
  "use server";
  return [
    {
      id: "key_1",
      name: "billing-worker",
      start: "sk_live_9fK2…6wbY",
      href: "/gallery-tmp/key",
      retiresAt: new Date(Date.now() + 6.5 * 864e5).toISOString(),
    },
    {
      id: "key_2",
      name: "billing-export",
      start: "sk_live_Pk2v…WmNC",
      href: "/gallery-tmp/key",
      note: "harbourline",
    },
  ].filter((hit) => hit.name.includes(query));
}

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <Shell
      workspace={{ slug: "gallery-tmp", name: "Northwind Freight" }}
      workspaces={[
        { slug: "gallery-tmp", name: "Northwind Freight", role: "owner" },
        { slug: "b", name: "Personal", role: "owner" },
      ]}
      user={{ email: "ops@northwind.example", role: "admin" }}
      apis={[
        { id: "api_1", name: "Orders API" },
        { id: "api_2", name: "Billing API" },
      ]}
      sections={navigation("gallery-tmp", { keys: 1284 })}
      docsHref="/docs"
      createKeyHref="/gallery-tmp/keys?create"
      signOut={signOut}
      searchKeys={searchKeys}
    >
      {children}
    </Shell>
  );
}
