import type { NextConfig } from "next";

const config: NextConfig = {
  distDir: process.env["NEXT_DIST_DIR"] ?? ".next",
  reactStrictMode: true,
  // In development Next prints what actions are called with, and a pasted key is such an argument.
  logging: { serverFunctions: false },
};

export default config;
