import { PROBLEMS } from "@/lib/platform/errors/problem";
import { VERIFICATION_CODES } from "@/lib/verify/codes";

/** The neighbours of a code's page: every code there is. */
export function codeLinks(current?: string) {
  const item = (code: string) => ({
    href: `/docs/errors/${code}`,
    label: <code>{code}</code>,
    current: code === current,
  });
  return [
    { title: "Problems", items: Object.keys(PROBLEMS).map(item) },
    { title: "Outcomes of verify", items: VERIFICATION_CODES.map(item) },
  ];
}
