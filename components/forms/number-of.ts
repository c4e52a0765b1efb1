/** The number that was typed, its digits grouped or not. What is no number is left to the server to name. */
export function numberOf(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text.replace(/[,\s]/g, ""));
}
