export interface LatinBaseOptions {
  /** Write ä, ö, ü, å, ø as two letters (`ae`, `oe`, `ue`, `aa`, `oe`) rather than as the letter below the mark. */
  readonly digraphs?: boolean;
}

/**
 * Latin letters without their marks: `é` → `e`, `ł` → `l`, `ß` → `ss`, `ﬁ` → `fi`. Letters of other scripts stay as
 * they are: nothing is transliterated, and `й` is not an `и` with a mark.
 */
export function latinBase(text: string, { digraphs = false }: LatinBaseOptions = {}): string {
  if (ASCII.test(text)) return text;
  const composed = text.normalize('NFC');
  const letters = digraphs ? spell(composed, DIGRAPHS) : composed;
  // NFKD takes apart what Unicode knows; what it holds for letters of their own is in LETTERS.
  const bare = letters.replace(LATIN_CLUSTER, (cluster) => cluster.normalize('NFKD').replace(MARKS, ''));
  return spell(bare, LETTERS).normalize('NFC');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant.
const ASCII = /^[\x00-\x7f]*$/;
const MARKS = /\p{M}+/gu;
const LATIN_CLUSTER = /[\p{Script=Latin}\p{Nd}\uFF01-\uFF5E\u00AA\u00BA]\p{M}*/gu;

const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'TH',
  ı: 'i',
  ħ: 'h',
  Ħ: 'H',
  ŧ: 't',
  Ŧ: 'T',
  ŋ: 'n',
  Ŋ: 'N',
  ĸ: 'k',
  ƒ: 'f',
  ɓ: 'b',
  Ɓ: 'B',
  ɗ: 'd',
  Ɗ: 'D',
  ə: 'e',
  Ə: 'E',
};

const DIGRAPHS: Readonly<Record<string, string>> = {
  ä: 'ae',
  Ä: 'AE',
  ö: 'oe',
  Ö: 'OE',
  ü: 'ue',
  Ü: 'UE',
  å: 'aa',
  Å: 'AA',
  ø: 'oe',
  Ø: 'OE',
};

/** `Ægir` → `Aegir`, `ÆGIR` → `AEGIR`: two capitals only where the next letter is none of the small ones. */
function spell(text: string, table: Readonly<Record<string, string>>): string {
  const characters = Array.from(text);
  return characters
    .map((character, index) => {
      const spelling = table[character];
      if (spelling === undefined) return character;
      const first = spelling.charAt(0);
      return spelling.length > 1 && first !== first.toLowerCase() && SMALL.test(characters[index + 1] ?? '')
        ? first + spelling.slice(1).toLowerCase()
        : spelling;
    })
    .join('');
}

const SMALL = /^\p{Ll}/u;
