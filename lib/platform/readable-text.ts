// A joiner (ZWNJ, ZWJ) shapes the character before it: Persian and Hindi words and families of emoji need it. After a
// letter of the scripts below it would only make two texts that look the same.
const WESTERN = String.raw`\p{ASCII}\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}`;
const EASTERN = String.raw`\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}`;
const MISPLACED_JOINER = String.raw`(?<![\p{L}\p{M}\p{Emoji}])[\u200C\u200D]|(?<=[${WESTERN}${EASTERN}])[\u200C\u200D]`;

// A variation selector chooses how the sign before it is drawn; after a Western letter or digit it belongs to a keycap (1️⃣).
const SELECTOR = String.raw`[\u180B-\u180D\u180F\uFE00-\uFE0F\u{E0100}-\u{E01EF}]`;
const MISPLACED_SELECTOR = String.raw`(?<![\p{L}\p{M}\p{N}\p{P}\p{S}])${SELECTOR}|(?<=[${WESTERN}])${SELECTOR}(?!\u20E3)|(?<=${SELECTOR})${SELECTOR}`;

// Tags spell the region of a flag (England, Scotland, Wales); elsewhere they are text that nobody sees.
const MISPLACED_TAG = String.raw`(?<!\u{1F3F4}[\u{E0020}-\u{E007E}]*)[\u{E0000}-\u{E007F}]`;

// Whatever else shows nothing: control characters, line separators, halves of surrogate pairs, the marks that reorder
// text, and those that Unicode calls default ignorable.
const HIDDEN = String.raw`\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFFF9-\uFFFB`;
const IGNORABLE = String.raw`(?![\u200C\u200D\u{E0000}-\u{E007F}]|${SELECTOR})\p{Default_Ignorable_Code_Point}`;

const UNSEEN = new RegExp(
  `[${HIDDEN}]|${IGNORABLE}|${MISPLACED_JOINER}|${MISPLACED_SELECTOR}|${MISPLACED_TAG}`,
  "u",
);
/** The blank Braille cell is a symbol that shows nothing. */
const VISIBLE = /(?!\u2800)[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * What is wrong with a text that people read, or null. It must look like what it is: it shows something, and nothing in it
 * is hidden. It is kept as it was given; two texts are the same if all their code points are, so é as one code point and as
 * two are different.
 */
export function unreadable(text: string): string | null {
  // Most texts: nothing in them can be hidden.
  if (/^[\x21-\x7e][\x20-\x7e]*$/.test(text)) return null;
  if (UNSEEN.test(text))
    return "must not contain control characters, direction marks or invisible characters";
  if (text !== "" && !VISIBLE.test(text)) return "must contain a visible character";
  return null;
}
