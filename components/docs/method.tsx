import { cn } from "@/components/ui/cn";

const TONES: Record<string, string> = {
  GET: "text-o-valid-t",
  POST: "text-o-credits-t",
  PATCH: "text-o-limited-t",
  DELETE: "text-o-ended-t",
};

/** The method, told apart by its word first. */
export function Method({ method, className }: { method: string; className?: string }) {
  return (
    <span className={cn("font-medium font-mono text-[12px]", TONES[method] ?? "text-ink-2", className)}>
      {method}
    </span>
  );
}
