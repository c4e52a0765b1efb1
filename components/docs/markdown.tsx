// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a table that scrolls sideways must be reachable by keyboard
import { marked, type Token, type Tokens } from "marked";
import { Fragment, type ReactNode } from "react";
import { CodeBlock, type CodeSample } from "@/components/ui/code-block";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import { InlineTokens, plain, type Resolve } from "./inline";

/** `What each code means` → `what-each-code-means`: the heading's anchor. */
export const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[`*]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** Which of the document's blocks and tables it is: regions of one page must have names that differ. */
const placeOf = (token: Token) => ("place" in token ? String(token.place) : "");

const LANGUAGES: Record<string, string> = {
  sh: "Terminal",
  json: "JSON",
  js: "JavaScript",
  ts: "TypeScript",
};

/** The name behind a fence's language, or the language: ```` ```js Express ````. */
function sampleOf(code: Tokens.Code, index: number): CodeSample {
  const [language = "", ...name] = (code.lang ?? "").split(" ");
  return {
    id: String(index),
    label: name.join(" ") || (LANGUAGES[language] ?? language) || "Text",
    code: code.text,
  };
}

/** Named fences that follow each other are one block with tabs. */
type Block = { type: "samples"; samples: CodeSample[]; place: string } | { type: "token"; token: Token };
function blocksOf(tokens: readonly Token[]): Block[] {
  const blocks: Block[] = [];
  let named = false;
  for (const [index, token] of tokens.entries()) {
    if (token.type === "space") continue;
    const last = blocks.at(-1);
    if (token.type !== "code") {
      blocks.push({ type: "token", token });
      continue;
    }
    const isNamed = (token.lang ?? "").includes(" ");
    if (last?.type === "samples" && isNamed && named)
      last.samples.push(sampleOf(token as Tokens.Code, index));
    else
      blocks.push({
        type: "samples",
        samples: [sampleOf(token as Tokens.Code, index)],
        place: placeOf(token),
      });
    named = isNamed;
  }
  return blocks;
}

/** A document of the product's own, as elements of the design language. */
export function Markdown({ text, resolve }: { text: string; resolve: Resolve }) {
  const tokens = marked.lexer(text);
  let place = 0;
  void marked.walkTokens(tokens, (token) => {
    if (token.type === "code" || token.type === "table") Object.assign(token, { place: String(++place) });
  });
  return <Blocks tokens={tokens} resolve={resolve} />;
}

function Blocks({ tokens, resolve }: { tokens: readonly Token[]; resolve: Resolve }) {
  return blocksOf(tokens).map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place
    <Fragment key={index}>
      {block.type === "samples" ? (
        <CodeBlock samples={block.samples} place={block.place} className="my-4" />
      ) : (
        blockOf(block.token, resolve)
      )}
    </Fragment>
  ));
}

function Heading({ token, resolve }: { token: Tokens.Heading; resolve: Resolve }) {
  const children = <InlineTokens tokens={token.tokens} resolve={resolve} />;
  const id = anchorOf(token.text);
  if (token.depth === 1) return <h1 className="pb-3 font-semibold text-figure">{children}</h1>;
  if (token.depth === 2)
    return (
      <h2 id={id} className="scroll-mt-16 pt-7 pb-2 font-semibold text-page">
        {children}
      </h2>
    );
  return (
    <h3 id={id} className="scroll-mt-16 pt-5 pb-1 font-semibold text-section">
      {children}
    </h3>
  );
}

function blockOf(token: Token, resolve: Resolve): ReactNode {
  switch (token.type) {
    case "heading":
      return <Heading token={token as Tokens.Heading} resolve={resolve} />;
    case "paragraph":
      return (
        <p className="py-1.5">
          <InlineTokens tokens={token.tokens ?? []} resolve={resolve} />
        </p>
      );
    case "text":
      return <InlineTokens tokens={token.tokens ?? [token]} resolve={resolve} />;
    case "list":
      return <List token={token as Tokens.List} resolve={resolve} />;
    case "blockquote":
      return (
        <blockquote className="my-3 rounded-lg border border-line bg-inset px-4 py-2">
          <Blocks tokens={token.tokens ?? []} resolve={resolve} />
        </blockquote>
      );
    case "table":
      return <Grid token={token as Tokens.Table} resolve={resolve} />;
    case "hr":
      return <hr className="my-6 border-line" />;
    default:
      return <p className="py-1.5">{plain(token.raw)}</p>;
  }
}

function List({ token, resolve }: { token: Tokens.List; resolve: Resolve }) {
  const Tag = token.ordered ? "ol" : "ul";
  return (
    <Tag className={`my-1.5 ml-5 flex flex-col gap-1 ${token.ordered ? "list-decimal" : "list-disc"}`}>
      {token.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place
        <li key={index} className="pl-1 marker:text-ink-3">
          <Blocks tokens={item.tokens} resolve={resolve} />
        </li>
      ))}
    </Tag>
  );
}

function Grid({ token, resolve }: { token: Tokens.Table; resolve: Resolve }) {
  return (
    <section
      tabIndex={0}
      aria-label={`Table ${placeOf(token)}`}
      className="my-4 overflow-x-auto rounded-lg border border-line [&>div]:overflow-visible"
    >
      <Table label={token.header.map((cell) => plain(cell.text.replace(/`/g, ""))).join(", ")}>
        <THead>
          {token.header.map((cell, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
            <Th key={index}>
              <InlineTokens tokens={cell.tokens} resolve={resolve} />
            </Th>
          ))}
        </THead>
        <TBody>
          {token.rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
            <Tr key={index}>
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
                <Td key={column} className="min-w-[140px] whitespace-normal py-1.5 align-top">
                  <InlineTokens tokens={cell.tokens} resolve={resolve} />
                </Td>
              ))}
            </Tr>
          ))}
        </TBody>
      </Table>
    </section>
  );
}
