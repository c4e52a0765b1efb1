import { formatCount, formatPlural } from "@/components/ui/number-format";
import type { PolicyPreview } from "@/lib/policies/preview-policy";

/** `72` → `3 days`; hours where they are no whole days. */
export function hoursWords(hours: number): string {
  return hours >= 48 && hours % 24 === 0 ? formatPlural(hours / 24, "day") : formatPlural(hours, "hour");
}

const listed = (names: readonly string[], count: number) =>
  count > names.length
    ? `${names.join(", ")} and ${formatCount(count - names.length)} more`
    : names.join(", ");

/** What a policy would do at this moment, a sentence each. */
export function previewSentences(preview: PolicyPreview, rotates: boolean): string[] {
  const { due, finishes, rotations } = preview;
  const finished = finishes.slice(0, 5).map((each) => each.name);
  return [
    ...(rotates
      ? [
          due.count === 0
            ? `None of ${formatPlural(preview.keys, "key")} is due for rotation now.`
            : `${formatCount(due.count)} of ${formatPlural(preview.keys, "key")} ${due.count === 1 ? "is" : "are"} due for rotation now: ${listed(due.names, due.count)}.`,
        ]
      : []),
    ...(finishes.length > 0
      ? [
          `It finishes ${formatPlural(finishes.length, "rotation")} within a minute: ${listed(finished, finishes.length)}. The old ${finishes.length === 1 ? "secret stops" : "secrets stop"}.`,
        ]
      : []),
    ...(preview.extends > 0
      ? [`It extends ${formatPlural(preview.extends, "rotation")} whose old secret is still in use.`]
      : []),
    ...(finishes.length === 0 && preview.extends === 0
      ? [
          rotations === 0
            ? "No rotation is under way."
            : `It leaves ${rotations === 1 ? "the rotation" : `the ${formatCount(rotations)} rotations`} under way as ${rotations === 1 ? "it is" : "they are"}.`,
        ]
      : []),
  ];
}
