import { byTag, type Operation } from "@/lib/docs/reference";

/** The neighbours of an operation: all of them, area by area. */
export function operationLinks(operations: readonly Operation[], current: string) {
  return byTag(operations).map(({ tag, operations: own }) => ({
    title: tag,
    items: own.map(({ id, title }) => ({ href: `/docs/api/${id}`, label: title, current: id === current })),
  }));
}
