import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { descriptionField, externalIdField, nameField } from "../keys/fields";
import { unreadable } from "./readable-text";

describe("readable text", () => {
  test.each([
    ["a Persian word with a zero-width non-joiner", "می‌خواهم"],
    ["Hindi with a zero-width joiner", "क्‍ष"],
    ["Hindi with a zero-width non-joiner", "क्‌ष"],
    ["a Sinhala word with a joiner", "ශ්‍රී"],
    ["a family of emoji", "👨‍👩‍👧‍👦"],
    ["a person with a skin tone and a profession", "👩🏽‍💻"],
    ["a heart on fire", "❤️‍🔥"],
    ["the pirate flag", "🏴‍☠️"],
    ["the flag of England", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"],
    ["a national flag", "🇮🇷"],
    ["a keycap", "1️⃣"],
    ["a Japanese name with a variant of a character", "葛󠄀城"],
    ["a Mongolian word with a variation selector", "ᠠ᠋"],
    ["Arabic", "مفتاح الدفع"],
    ["Hebrew with a vowel", "שָׁלוֹם"],
    ["Thai", "คีย์ชำระเงิน"],
    ["a decomposed letter", "cafe\u0301"],
    ["punctuation alone", "—"],
    ["plain text", "billing worker (EU)"],
  ])("takes %s", (_what, text) => {
    expect(unreadable(text)).toBeNull();
    for (const field of [nameField, descriptionField, externalIdField]) expect(field.parse(text)).toBe(text);
  });

  test.each([
    ["a null character", "a\u0000b"],
    ["a line break", "a\nb"],
    ["a C1 control character", "a\u0085b"],
    ["a line separator", "a\u2028b"],
    ["a right-to-left override", "a\u202egnp"],
    ["a left-to-right isolate", "a\u2066b"],
    ["an Arabic letter mark", "a\u061cb"],
    ["a zero-width space", "a\u200bb"],
    ["a word joiner", "a\u2060b"],
    ["an invisible times sign", "a\u2062b"],
    ["a byte order mark", "a\ufeffb"],
    ["a soft hyphen", "a\u00adb"],
    ["a combining grapheme joiner", "a\u034fb"],
    ["a Hangul filler", "a\u3164b"],
    ["an annotation mark", "a\ufff9b"],
    ["half a surrogate pair", "a\ud83db"],
    ["the other half", "a\udc68b"],
    ["a joiner between Latin letters", "custo\u200dmer_42"],
    ["a non-joiner between digits", "4\u200c2"],
    ["a joiner after a Cyrillic letter", "ключ\u200dи"],
    ["a joiner at the start", "\u200dabc"],
    ["a joiner after a space", "آ \u200cب"],
    ["two joiners in a row", "می\u200c\u200cخواهم"],
    ["a variation selector after a letter of ASCII", "abc\ufe0f"],
    ["two variation selectors", "❤\ufe0f\ufe0e"],
    ["hidden text in tags", "ok\u{E0068}\u{E0069}"],
    ["a language tag", "\u{E0001}ok"],
    ["joiners alone", "\u200c\u200d"],
    ["a blank Braille cell alone", "\u2800"],
    ["a combining accent alone", "\u0301"],
  ])("refuses %s", (_what, text) => {
    expect(unreadable(text)).toMatch(/^must (not )?contain/);
    for (const field of [nameField, descriptionField, externalIdField])
      expect(field.safeParse(text).error?.issues[0]?.message).toMatch(/^must (not )?contain/);
  });

  test("refuses an id of spaces alone, which a name would not be after trimming either", () => {
    for (const text of [" ", "\u00a0", "\u2003 "]) {
      expect(externalIdField.safeParse(text).success).toBe(false);
      expect(nameField.safeParse(text).success).toBe(false);
    }
  });

  test("never takes two ids of ASCII that differ only in what nobody sees", () => {
    const ascii = fc.string({ unit: fc.constantFrom(..."abz019_-. @é"), minLength: 1, maxLength: 12 });
    const hidden = fc
      .integer({ min: 0x80, max: 0x10ffff })
      .map((code) => String.fromCodePoint(code))
      .filter((char) => /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(char));
    const marks = fc.oneof(hidden, fc.constantFrom("\u200c", "\u200d", "\ufe0f", "\u{E0061}", "\u202e"));
    fc.assert(
      fc.property(ascii, marks, fc.nat(12), (text, mark, at) => {
        const place = Math.min(at, text.length);
        return unreadable(text.slice(0, place) + mark + text.slice(place)) !== null;
      }),
      { numRuns: 2_000 },
    );
  });

  test("is kept as it was given: composed and decomposed ids are two", () => {
    const [composed, decomposed] = ["caf\u00e9", "cafe\u0301"];
    expect(externalIdField.parse(composed)).not.toBe(externalIdField.parse(decomposed));
    expect(externalIdField.parse(decomposed)).toBe(decomposed);
  });
});
