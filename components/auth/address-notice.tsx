"use client";

import { useSyncExternalStore } from "react";
import { FormError } from "@/components/ui/field";

const never = () => () => undefined;

/**
 * Says that the browser is at another address than APP_URL, where signing in cannot work: its cookies and forms are refused.
 * Only the browser knows; what proxies say may be wrong, and to redirect on it could go round for ever.
 */
export function AddressNotice({ appUrl }: { appUrl: string }) {
  const here = useSyncExternalStore(
    never,
    () => location.origin,
    () => appUrl,
  );
  if (here === appUrl) return null;
  return (
    <div className="pb-5">
      <FormError>
        You can't sign in at <b className="break-all font-medium">{here}</b>. This server's address is{" "}
        <a href={`${appUrl}${location.pathname}${location.search}`} className="link break-all">
          {appUrl}
        </a>
        , set with <code>APP_URL</code>.
      </FormError>
    </div>
  );
}
