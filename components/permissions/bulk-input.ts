import { CATALOGUE_NAME } from "@/lib/platform/permission";
import type { PermissionDraft } from "./actions";

export const MAX_BULK = 1_000;
const MAX_DESCRIPTION = 500;

/** One entry of what was pasted: where it stands, and what is wrong with it. */
export type BulkLine = PermissionDraft & { line: number; fault: string | null };
export type BulkInput = { lines: BulkLine[]; fault: string | null };

const NAME_FAULT = "The name must be resource:action without a wildcard.";

/** Reads JSON (a list of names or of objects) or CSV (name, description, administrative), whichever it is. */
export function readBulk(text: string): BulkInput {
  if (text.trim() === "") return { lines: [], fault: null };
  const input = /^\s*[[{]/.test(text) ? readJson(text) : { lines: readCsv(text), fault: null };
  const seen = new Map<string, number>();
  for (const one of input.lines) {
    const earlier = seen.get(one.name);
    if (one.fault) continue;
    if (earlier !== undefined) one.fault = `Line ${earlier} has it already.`;
    else if (seen.size >= MAX_BULK) one.fault = "Only 1,000 can be created at once.";
    else seen.set(one.name, one.line);
  }
  return input;
}

function checked(line: number, name: string, description: string, administrative: unknown): BulkLine {
  const known = administrative === undefined || typeof administrative === "boolean";
  const fault = !CATALOGUE_NAME.test(name)
    ? NAME_FAULT
    : description.length > MAX_DESCRIPTION
      ? "The description must have at most 500 characters."
      : known
        ? null
        : "administrative must be true or false.";
  return { line, name, description, administrative: administrative === true, fault };
}

function readJson(text: string): BulkInput {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const at = /position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
    const where = at === undefined ? "" : `, at line ${lineAt(text, Number(at))}`;
    return { lines: [], fault: `This is not valid JSON${where}.` };
  }
  const list = value && typeof value === "object" && "permissions" in value ? value.permissions : value;
  if (!Array.isArray(list)) return { lines: [], fault: "This is no list: begin with [ and end with ]." };
  const starts = entryLines(text);
  return { lines: list.map((entry: unknown, i) => jsonEntry(starts[i] ?? 1, entry)), fault: null };
}

function jsonEntry(line: number, entry: unknown): BulkLine {
  if (typeof entry === "string") return checked(line, entry, "", undefined);
  if (!entry || typeof entry !== "object" || Array.isArray(entry))
    return { ...checked(line, "", "", undefined), fault: "An entry is a name or an object with a name." };
  const { name, description, administrative, ...rest } = entry as Record<string, unknown>;
  const read = checked(
    line,
    typeof name === "string" ? name : "",
    typeof description === "string" ? description : "",
    administrative,
  );
  const [unknown] = Object.keys(rest);
  return unknown && !read.fault ? { ...read, fault: `${unknown} is not a known field.` } : read;
}

const lineAt = (text: string, position: number) => text.slice(0, position).split("\n").length;

/** The line on which each entry of the list begins. The text is known to be valid JSON. */
function entryLines(text: string): number[] {
  const lines: number[] = [];
  let line = 1;
  let depth = 0;
  let first = false;
  const list = text.indexOf("[");
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? "";
    if (c === "\n") line++;
    if (i < list || /\s/.test(c)) continue;
    if (depth === 1 && first && c !== "]") lines.push(line);
    first = depth === 0 || (depth === 1 && c === ",");
    if (c === '"') {
      for (i++; text[i] !== '"'; i++) if (text[i] === "\\") i++;
    } else if (c === "[" || c === "{") depth++;
    else if (c === "]" || c === "}") depth--;
    if (depth === 0) break;
  }
  return lines;
}

type Row = { line: number; cells: string[] };

/** RFC 4180, with any of the usual line ends. */
function rowsOf(text: string): Row[] {
  const rows: Row[] = [];
  let [line, cell, quoted] = [1, "", false];
  let row: Row = { line, cells: [] };
  const endRow = () => {
    row.cells.push(cell.trim());
    if (row.cells.some(Boolean)) rows.push(row);
    cell = "";
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? "";
    if (quoted) {
      if (c === "\n") line++;
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') {
        cell += c;
        i++;
      } else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === "," || c === ";") {
      row.cells.push(cell.trim());
      cell = "";
    } else if (c === "\n") {
      endRow();
      row = { line: ++line, cells: [] };
    } else if (c !== "\r") cell += c;
  }
  endRow();
  return rows;
}

const FLAGS: Record<string, boolean | undefined> = {
  "": undefined,
  true: true,
  yes: true,
  false: false,
  no: false,
};

function readCsv(text: string): BulkLine[] {
  const rows = rowsOf(text);
  const head = rows[0]?.cells.map((cell) => cell.toLowerCase());
  const named = head?.includes("name") ? head : null;
  const place = (column: string, fallback: number) => (named ? named.indexOf(column) : fallback);
  const [name, description, administrative] = [
    place("name", 0),
    place("description", 1),
    place("administrative", 2),
  ];
  return (named ? rows.slice(1) : rows).map(({ line, cells }) => {
    const flag = (cells[administrative] ?? "").toLowerCase();
    return checked(line, cells[name] ?? "", cells[description] ?? "", flag in FLAGS ? FLAGS[flag] : flag);
  });
}
