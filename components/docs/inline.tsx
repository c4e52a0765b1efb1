import { marked, type Token } from "marked";
import Link from "next/link";
import { Fragment, type ReactNode } from "react";

/** Where a link of a document leads in the product; null: nowhere, and it is plain text. */
export type Resolve = (href: string) => string | null;

const asIs: Resolve = (href) => href;

function DocLink({ href, children }: { href: string | null; children: ReactNode }) {
  if (href === null) return children;
  const own = href.startsWith("/docs");
  return own ? (
    <Link href={href} prefetch={false} className="link">
      {children}
    </Link>
  ) : (
    <a href={href} className="link" rel="noreferrer">
      {children}
    </a>
  );
}

/** marked escapes text for HTML; React does that itself. */
const ENTITIES: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};
export const plain = (text: string) => text.replace(/&(?:amp|lt|gt|quot|#39);/g, (it) => ENTITIES[it] ?? it);

/** Inline tokens as elements: nothing is ever set as HTML, so nothing has to be sanitised. */
export function InlineTokens({ tokens, resolve = asIs }: { tokens: readonly Token[]; resolve?: Resolve }) {
  return tokens.map((token, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a token is its place
    <Fragment key={index}>{inlineOf(token, resolve)}</Fragment>
  ));
}

function inlineOf(token: Token, resolve: Resolve): ReactNode {
  const inner = token.type !== "text" && "tokens" in token && token.tokens;
  const children = inner ? <InlineTokens tokens={inner} resolve={resolve} /> : null;
  switch (token.type) {
    case "codespan":
      return (
        <code className="rounded-sm border border-line bg-inset px-1 py-px text-[0.92em] text-ink [overflow-wrap:anywhere]">
          {plain(token.text)}
        </code>
      );
    case "strong":
      return <strong className="font-semibold text-ink">{children}</strong>;
    case "em":
      return <em>{children}</em>;
    case "link":
      return <DocLink href={resolve(token.href)}>{children}</DocLink>;
    case "br":
      return <br />;
    default:
      return plain("text" in token ? token.text : token.raw);
  }
}

/** One sentence of Markdown: code, emphasis, links. */
export function Inline({ text, resolve }: { text: string; resolve?: Resolve }) {
  return <InlineTokens tokens={marked.Lexer.lexInline(text)} {...(resolve ? { resolve } : {})} />;
}
