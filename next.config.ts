import type { NextConfig } from "next";

const config: NextConfig = {
  distDir: process.env["NEXT_DIST_DIR"] ?? ".next",
  reactStrictMode: true,
  // A native module, loaded only where a folder is locked.
  serverExternalPackages: ["fs-native-extensions"],
  poweredByHeader: false,
  // The guides are read from their files, which a host that traces imports would leave out.
  outputFileTracingIncludes: { "/docs/**": ["./docs/*.md", "./docs/guides/*.md"] },
  // No page has an image that must be resized, and Next answers 500 when such an image cannot be had.
  images: { unoptimized: true },
  // In development Next prints what actions are called with, and a pasted key is such an argument.
  logging: { serverFunctions: false },
};

export default config;
