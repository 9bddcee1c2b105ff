// Makes the Japanese and Chinese fonts of the page smaller. Run it with Node and
// the npm package subset-font, from this folder:
//
//   node subset.mjs FOLDER-OF-THE-FULL-FONTS
//
// Each language has two files a weight: "words" holds what the page's own
// sentences need, "more" the characters of everyday writing, for catalogues. The
// style sheet says which characters are in which, so that a page loads "more"
// only where a catalogue needs it.
import { readFile, writeFile, readdir } from "node:fs/promises";
import subset from "subset-font";

const [from] = process.argv.slice(2);
const strings = new URL("./src/strings/", import.meta.url);
const weights = { Regular: ["400Regular", 400], Bold: ["700Bold", 700] };
const fonts = {
  ja: { name: "NotoSansJP", family: "Noto Sans JP", everyday: table("shift_jis", 0x88, 0x98), also: range(0x3000, 0x30ff) + range(0xff01, 0xff5e) },
  zh: { name: "NotoSansSC", family: "Noto Sans SC", everyday: table("gb2312", 0xb0, 0xd8, 0xa1), also: range(0x3000, 0x3020) + range(0xff01, 0xff5e) + "·…—“”‘’" },
};

function range(first, last) {
  return Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i)).join("");
}

// The first level of a national character set, as its own encoding orders it.
function table(encoding, firstRow, lastRow, lowest = 0x40) {
  const decoder = new TextDecoder(encoding);
  let all = "";
  for (let row = firstRow; row < lastRow; row++) {
    for (let cell = lowest; cell < 0xff; cell++) all += decoder.decode(new Uint8Array([row, cell]));
  }
  return [...all].filter((c) => /\p{Script=Han}/u.test(c)).join("");
}

const unique = (s) => [...new Set(s)].filter((c) => c.codePointAt(0) > 0x2e7f || "·…—“”‘’".includes(c)).sort();

const sentences = async (language) => (await Promise.all([`${language}.ts`, `parts/${language}.ts`, "parts/index.ts"].map((file) => readFile(new URL(file, strings), "utf8")))).join("");

const ranges = (chars) => {
  const out = [];
  for (const p of chars.map((c) => c.codePointAt(0)).sort((a, b) => a - b)) {
    const last = out.at(-1);
    if (last && last[1] === p - 1) last[1] = p;
    else out.push([p, p]);
  }
  return out.map(([a, b]) => (a === b ? `U+${a.toString(16)}` : `U+${a.toString(16)}-${b.toString(16)}`)).join(", ");
};

// A face that is declared later goes before an earlier one: "more" is asked for
// only what "words" lacks.
const everything = "U+2e80-9fff, U+ff00-ffef";

let css = "/* Made by subset.mjs. */\n";
for (const [language, font] of Object.entries(fonts)) {
  const words = unique((await sentences(language)) + font.also);
  const more = unique(font.everyday).filter((c) => !words.includes(c));
  for (const [weight, [folder, number]] of Object.entries(weights)) {
    const full = await readFile(`${from}/${folder}/${font.name}_${folder}.ttf`);
    for (const [part, chars] of Object.entries({ more, words })) {
      const file = `${font.name}-${weight}.${part}.woff2`;
      const small = await subset(full, chars.join(""), { targetFormat: "woff2" });
      await writeFile(`fonts/${file}`, small);
      console.log(file, chars.length, small.length);
      css += `\n@font-face {\n  font-family: "${font.family}";\n  font-weight: ${number};\n  font-display: block;\n  src: url("./fonts/${file}") format("woff2");\n  unicode-range: ${part === "more" ? everything : ranges(chars)};\n}\n`;
    }
  }
}
await writeFile(new URL("./styles/cjk.css", import.meta.url), css);
