import { unknownPath } from "@/lib/http/unknown-path";

/** What no other route answers is a problem document too, not a page. */
export const GET = unknownPath;
export const POST = unknownPath;
export const PUT = unknownPath;
export const PATCH = unknownPath;
export const DELETE = unknownPath;
