import { TriangleAlert } from "lucide-react";
import { Button } from "./button";

export interface SearchFailedProps {
  /** What could not be searched: “keys”. */
  what: string;
  onRetry: () => void;
}

/** In the place of a picker's matches: the search failed, so whether there are any is not known. */
export function SearchFailed({ what, onRetry }: SearchFailedProps) {
  return (
    <span className="flex w-full items-center gap-2 text-body text-ink-2">
      <TriangleAlert className="size-3.5 shrink-0" />
      <span className="min-w-0 flex-1">Couldn't search {what}.</span>
      <Button
        size="m"
        // The field keeps the focus, and what is open stays open.
        onMouseDown={(event) => event.preventDefault()}
        onClick={onRetry}
      >
        Try again
      </Button>
    </span>
  );
}
