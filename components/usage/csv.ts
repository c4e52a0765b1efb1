/** What a spreadsheet may take for the start of a formula: = + - @ and all forms that are the same to it (NFKC), U+2212 too. */
const STARTS =
  "=+\\-@\\u207a-\\u207c\\u208a-\\u208c\\u2212\\ufb29\\ufe62\\ufe63\\ufe66\\ufe6b\\uff0b\\uff0d\\uff1d\\uff20";
/** At the start of a cell, or behind a character at which another spreadsheet splits it; blanks and quotes may lie between. */
const FORMULA = new RegExp(`(^|[;,|\\t\\r\\n])([\\s"'\\u200b-\\u200f\\u2060\\ufeff]*)([${STARTS}])`, "g");

/**
 * A cell as RFC 4180 wants it. Text that a spreadsheet would take for a formula gets an apostrophe before it; text with a
 * character at which some program splits a line is quoted.
 */
function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const safe = value.replace(FORMULA, "$1$2'$3").replace(/^[\t\r\n]/, "'$&");
  return /[",;|\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvText(rows: readonly (readonly (string | number | null)[])[]): string {
  return `${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** Saves text as a file of the viewer's. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
