import type { ReactNode } from "react";
import { AddressNotice } from "@/components/auth/address-notice";
import { AuthFrame } from "@/components/auth/auth-frame";
import { runtime } from "@/lib/runtime/runtime";

export default function AuthLayout({ children }: { children: ReactNode }) {
  const { appUrl, appUrlIsSet } = runtime().config;
  return (
    <AuthFrame>
      {appUrlIsSet && <AddressNotice appUrl={appUrl} />}
      {children}
    </AuthFrame>
  );
}
