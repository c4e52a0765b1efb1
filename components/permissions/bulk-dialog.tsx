"use client";

import { FileUp } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field, FormError } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { Meter } from "@/components/ui/meter";
import { formatCount, formatPlural } from "@/components/ui/number-format";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import type { ActionResult } from "@/lib/http/action";
import type { BulkAnswer, BulkResult } from "@/lib/permissions/schemas";
import type { PermissionDraft } from "./actions";
import { type BulkLine, readBulk } from "./bulk-input";

/** So many are sent at once, so that there is progress to be seen. */
const SENT_AT_ONCE = 100;
/** More lines than these are not shown; all that are wrong come first. */
const SHOWN = 200;
const MAX_FILE_BYTES = 1_048_576;

export interface BulkDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Names that are in the catalogue already. */
  known: ReadonlySet<string>;
  createMany: (drafts: PermissionDraft[]) => Promise<ActionResult<BulkAnswer>>;
  onCreated: () => void;
}

type Outcome = Pick<BulkResult, "status" | "errors">;

/** Many permissions at once: pasted or dropped, looked at line by line, then created with a result for each. */
export function BulkDialog({ open, onOpenChange, ...form }: BulkDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="xl"
      title="Create many permissions"
      description="Up to 1,000 from JSON or CSV. Nothing is written before you have seen what is wrong."
    >
      <BulkForm {...form} />
    </Dialog>
  );
}

function BulkForm({ known, createMany, onCreated }: Omit<BulkDialogProps, "open" | "onOpenChange">) {
  const [text, setText] = useState("");
  const [fault, setFault] = useState<string>();
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>();
  const [running, setRunning] = useState(false);
  const input = readBulk(text);
  const good = input.lines.filter((line) => line.fault === null);
  const fresh = good.filter((line) => !known.has(line.name));
  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > MAX_FILE_BYTES) setFault(`${file.name} is larger than 1 MiB.`);
    else setText(await file.text());
  };
  const run = async () => {
    setRunning(true);
    setFault(undefined);
    const done = new Map<string, Outcome>();
    setOutcomes(done);
    for (let i = 0; i < good.length; i += SENT_AT_ONCE) {
      const result = await createMany(
        good.slice(i, i + SENT_AT_ONCE).map(({ name, description, administrative }) => ({
          name,
          description,
          administrative,
        })),
      );
      if (!result.ok) {
        setFault(`${result.problem.detail} ${formatCount(done.size)} were done before.`);
        break;
      }
      for (const one of result.value.results) if (one.name) done.set(one.name, one);
      setOutcomes(new Map(done));
    }
    setRunning(false);
    onCreated();
  };
  const finished = outcomes !== undefined && !running;
  return (
    <>
      <DialogBody>
        {outcomes === undefined && <Source text={text} onText={setText} onFile={take} />}
        <FormError>{fault ?? input.fault}</FormError>
        {outcomes && <Progress done={outcomes.size} of={good.length} outcomes={outcomes} />}
        {input.lines.length > 0 && <Preview lines={input.lines} known={known} outcomes={outcomes} />}
      </DialogBody>
      <DialogFooter
        note={
          outcomes === undefined && input.lines.length > 0 ? (
            <span role="status">
              {formatPlural(fresh.length, "new one", "new ones")}, {formatCount(good.length - fresh.length)}{" "}
              there already, {formatCount(input.lines.length - good.length)} wrong and left out
            </span>
          ) : null
        }
      >
        <DialogClose>{finished ? "Close" : "Cancel"}</DialogClose>
        {!finished && (
          <Button variant="primary" disabled={fresh.length === 0} loading={running} onClick={run}>
            {fresh.length > 0 ? `Create ${formatPlural(fresh.length, "permission")}` : "Create permissions"}
          </Button>
        )}
      </DialogFooter>
    </>
  );
}

interface SourceProps {
  text: string;
  onText: (text: string) => void;
  onFile: (file: File | undefined) => void;
}

function Source({ text, onText, onFile }: SourceProps) {
  const file = useRef<HTMLInputElement>(null);
  const drop = (event: DragEvent) => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    onFile(event.dataTransfer.files[0]);
  };
  return (
    <Field
      label="JSON or CSV"
      help="One name on each line, or name, description, administrative; or a JSON list of names or objects. A file can be dropped here."
      aside={
        <>
          <input
            ref={file}
            type="file"
            accept=".json,.csv,.txt,application/json,text/csv,text/plain"
            aria-label="File of permissions"
            tabIndex={-1}
            className="sr-only"
            onChange={(event) => onFile(event.target.files?.[0])}
          />
          <Button size="s" variant="ghost" icon={<FileUp />} onClick={() => file.current?.click()}>
            Choose a file
          </Button>
        </>
      }
    >
      <Textarea
        mono
        rows={6}
        value={text}
        onChange={(event) => onText(event.target.value)}
        onDrop={drop}
        onDragOver={(event) => event.preventDefault()}
        placeholder={"orders:read,See orders\norders:refund,Give money back,yes"}
        spellCheck={false}
      />
    </Field>
  );
}

function Progress({
  done,
  of,
  outcomes,
}: {
  done: number;
  of: number;
  outcomes: ReadonlyMap<string, Outcome>;
}) {
  const count = (status: Outcome["status"]) =>
    formatCount([...outcomes.values()].filter((one) => one.status === status).length);
  return (
    <div className="flex flex-col gap-1.5">
      <Meter label="Permissions written" max={of} value={done} />
      <p role="status" className="text-ink-2">
        {formatCount(done)} of {formatCount(of)}: {count("created")} created, {count("existed")} there before,{" "}
        {count("error")} failed
      </p>
    </div>
  );
}

function Preview({
  lines,
  known,
  outcomes,
}: {
  lines: readonly BulkLine[];
  known: ReadonlySet<string>;
  outcomes: ReadonlyMap<string, Outcome> | undefined;
}) {
  const first = [...lines.filter((line) => line.fault), ...lines.filter((line) => !line.fault)];
  return (
    <div className="max-h-[300px] overflow-y-auto rounded-md border border-line">
      <Table label="What was read" dense>
        <THead>
          <Th numeric>Line</Th>
          <Th>Name</Th>
          <Th className="max-md:hidden">Description</Th>
          <Th>{outcomes ? "Result" : "Check"}</Th>
        </THead>
        <TBody>
          {first.slice(0, SHOWN).map((line) => (
            <Tr key={`${line.line}-${line.name}`}>
              <Td numeric quiet>
                {line.line}
              </Td>
              <Td mono>
                {line.name || "—"} {line.administrative && <Badge tone="soon">administrative</Badge>}
              </Td>
              <Td quiet className="max-w-[220px] truncate max-md:hidden">
                {line.description || <span className="text-ink-3">—</span>}
              </Td>
              <Td className={line.fault ? "whitespace-normal! text-o-ended-t" : "text-ink-2"}>
                {line.fault ?? said(outcomes?.get(line.name), known.has(line.name), outcomes !== undefined)}
              </Td>
            </Tr>
          ))}
        </TBody>
      </Table>
      {lines.length > SHOWN && (
        <p className="px-4 py-2 text-ink-3 text-label">and {formatCount(lines.length - SHOWN)} more</p>
      )}
    </div>
  );
}

function said(outcome: Outcome | undefined, known: boolean, begun: boolean): string {
  if (outcome?.status === "created") return "Created";
  if (outcome?.status === "existed") return "Was there before, left as it was";
  if (outcome) return outcome.errors.map((error) => error.message).join("; ");
  if (begun) return "Waiting";
  return known ? "In the catalogue already" : "New";
}
