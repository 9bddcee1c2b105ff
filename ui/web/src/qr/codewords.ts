// From bytes to codewords: the header, the padding, the error correction, and the
// order in which the blocks are interleaved. Level M throughout.

/** By version: codewords of error correction in a block, and the number of blocks. */
const correction = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];
const blocks = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];

const of = (table: readonly number[], version: number): number => table[version - 1] ?? 0;

/** all counts the codewords that fit into a version, data and correction. */
function all(version: number): number {
  const aligned = version < 2 ? 0 : Math.floor(version / 7) + 2;
  let modules = (16 * version + 128) * version + 64;
  if (aligned > 0) modules -= (25 * aligned - 10) * aligned - 55;
  if (version >= 7) modules -= 36;
  return Math.floor(modules / 8);
}

const data = (version: number): number => all(version) - of(correction, version) * of(blocks, version);

const lengthBytes = (version: number): number => (version < 10 ? 1 : 2);

/** capacity is how many bytes a version holds. The mode and the end take a byte together. */
export const capacity = (version: number): number => data(version) - 1 - lengthBytes(version);

const byteMode = 4;

/** codewords returns everything that is drawn, in the order in which it is drawn. */
export function codewords(bytes: Uint8Array, version: number): number[] {
  return interleave(split(padded(bytes, version), version), of(correction, version));
}

/** padded puts mode and length before the bytes: four bits, then everything is shifted by them. */
function padded(bytes: Uint8Array, version: number): number[] {
  const length = lengthBytes(version) === 1 ? [bytes.length] : [bytes.length >> 8, bytes.length & 255];
  const shifted: number[] = [];
  let before = byteMode;
  for (const b of [...length, ...bytes, 0]) {
    shifted.push(((before & 15) << 4) | (b >> 4));
    before = b;
  }
  for (let pad = 0xec; shifted.length < data(version); pad ^= 0xec ^ 0x11) shifted.push(pad);
  return shifted;
}

/** split divides the data into blocks; the later ones may be longer by one. */
function split(words: number[], version: number): number[][] {
  const n = of(blocks, version);
  const short = Math.floor(words.length / n);
  const longer = words.length % n;
  let at = 0;
  return Array.from({ length: n }, (_, i) => {
    const size = short + (i < n - longer ? 0 : 1);
    at += size;
    return words.slice(at - size, at);
  });
}

function interleave(parts: number[][], degree: number): number[] {
  const divisor = generator(degree);
  const ends = parts.map((p) => remainder(p, divisor));
  return [...columns(parts), ...columns(ends)];
}

function columns(rows: number[][]): number[] {
  const longest = Math.max(...rows.map((r) => r.length));
  return Array.from({ length: longest }, (_, i) => rows.flatMap((r) => (i < r.length ? [r[i] ?? 0] : []))).flat();
}

// Reed and Solomon's code over the field of 256 elements, modulo x⁸+x⁴+x³+x²+1.

function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((b >> bit) & 1) * a;
  }
  return product & 255;
}

/** generator returns the product of (x − 2ⁱ), the highest power left out. */
function generator(degree: number): number[] {
  let poly: number[] = [...Array<number>(degree - 1).fill(0), 1];
  let root = 1;
  for (let i = 0; i < degree; i++) {
    poly = poly.map((p, j) => times(p, root) ^ (poly[j + 1] ?? 0));
    root = times(root, 2);
  }
  return poly;
}

function remainder(words: number[], divisor: number[]): number[] {
  let rest = divisor.map(() => 0);
  for (const w of words) {
    const factor = w ^ (rest[0] ?? 0);
    rest = [...rest.slice(1), 0].map((r, i) => r ^ times(divisor[i] ?? 0, factor));
  }
  return rest;
}
