import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

/** Our type sizes are words, which tailwind-merge would otherwise take for colours. */
const merge = extendTailwindMerge({
  extend: {
    classGroups: {
      "font-size": [{ text: ["tick", "label", "body", "section", "page", "figure"] }],
      shadow: [{ shadow: ["overlay"] }],
    },
  },
});

/** Joins class names; of two that contradict, the later wins. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
