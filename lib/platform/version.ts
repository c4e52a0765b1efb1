import manifest from "../../package.json";

export const { version: VERSION } = manifest;
