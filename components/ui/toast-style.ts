/**
 * sonner puts its style sheet into the page by script, without a nonce: the policy lets exactly this text through.
 * First the empty element that it appends, then the sheet; a new version of sonner fails `toast-style.test.ts`.
 */
export const TOAST_STYLE_HASHES = [
  "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
  "sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY=",
] as const;
