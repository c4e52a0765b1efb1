import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { knownZone, ZONE_COOKIE } from "@/components/ui/time-format";
import { Providers } from "./providers";
import "./globals.css";

export const metadata: Metadata = {
  title: { template: "%s · Latchkey", default: "Latchkey" },
  description: "The credential desk of an API: create, rotate, verify, limit and meter API keys.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#101215" },
  ],
};

/** Reading the request makes every page dynamic, which the nonce needs. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const [head, jar] = await Promise.all([headers(), cookies()]);
  const zone = knownZone(jar.get(ZONE_COOKIE)?.value);
  return (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning>
      <body>
        <Providers nonce={head.get("x-nonce") ?? ""} zone={zone} renderedAt={Date.now()}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
