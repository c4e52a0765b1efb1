import { Problem } from "./problem";

/**
 * What is read, or null where there is none. For pages: `notFound()`, thrown under a loading state, can leave the answer
 * open for ever.
 */
export async function foundOrNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Problem && error.code === "not_found") return null;
    throw error;
  }
}
