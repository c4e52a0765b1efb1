import { ReadRefused } from "../heavy-reads";

export type Read<T> = { found: T } | { refused: string };

/** What was read; or, where it was refused for its size or share, the sentence that a page shows instead. */
export async function orRefusal<T>(work: Promise<T>): Promise<Read<T>> {
  try {
    return { found: await work };
  } catch (error) {
    if (!(error instanceof ReadRefused)) throw error;
    const advice =
      error.code === "invalid_request" ? "Choose a shorter range or a filter." : "Reload in a moment.";
    const why =
      error.code === "invalid_request"
        ? "This is too much to read at once."
        : "Too much is being read just now.";
    return { refused: `${why} ${advice}` };
  }
}

/** The same for what a page can do without: null where it was refused. */
export async function unlessRefused<T>(work: Promise<T>): Promise<T | null> {
  const read = await orRefusal(work);
  return "found" in read ? read.found : null;
}
