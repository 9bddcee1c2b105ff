// From codewords to modules: what every code has, the data around it, and the
// mask that makes it easiest to read.

import { penalty } from "./penalty";

/** A field of modules: what is drawn, and which of them are no data. */
interface Field {
  size: number;
  dark: boolean[][];
  fixed: boolean[][];
}

type Mask = (row: number, column: number) => boolean;

const masks: Mask[] = [
  (r, c) => (r + c) % 2 === 0,
  (r) => r % 2 === 0,
  (_, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];

/** draw returns the modules of a version with these codewords. */
export function draw(version: number, words: number[]): boolean[][] {
  const tries = masks.map((mask, i) => {
    const field = frame(version);
    format(field, i);
    fill(field, words, mask);
    return field.dark;
  });
  const costs = tries.map(penalty);
  return tries[costs.indexOf(Math.min(...costs))] ?? [];
}

function set(f: Field, row: number, column: number, dark: boolean): void {
  const [d, x] = [f.dark[row], f.fixed[row]];
  if (!d || !x || column < 0 || column >= f.size) return;
  d[column] = dark;
  x[column] = true;
}

/** frame draws what does not depend on the data. */
function frame(version: number): Field {
  const size = 17 + 4 * version;
  const empty = () => Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  const f: Field = { size, dark: empty(), fixed: empty() };
  for (let i = 0; i < size; i++) {
    set(f, 6, i, i % 2 === 0);
    set(f, i, 6, i % 2 === 0);
  }
  for (const [r, c] of [[3, 3], [3, size - 4], [size - 4, 3]] as const) square(f, r, c, 4, [2, 4]);
  alignments(f, version);
  if (version >= 7) versionBits(f, version);
  return f;
}

/** square draws rings around a middle; those named are light. */
function square(f: Field, row: number, column: number, rings: number, light: number[]): void {
  for (let r = -rings; r <= rings; r++) {
    for (let c = -rings; c <= rings; c++) set(f, row + r, column + c, !light.includes(Math.max(Math.abs(r), Math.abs(c))));
  }
}

function alignments(f: Field, version: number): void {
  const at = alignmentPlaces(version, f.size);
  const last = at.length - 1;
  at.forEach((r, i) =>
    at.forEach((c, j) => {
      const corner = (i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0);
      if (!corner) square(f, r, c, 2, [1]);
    }),
  );
}

function alignmentPlaces(version: number, size: number): number[] {
  if (version === 1) return [];
  const n = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (n * 2 - 2)) * 2;
  return [6, ...Array.from({ length: n - 1 }, (_, i) => size - 7 - (n - 2 - i) * step)];
}

/** checked appends the remainder of a division by a polynomial of that degree. */
function checked(value: number, degree: number, polynomial: number): number {
  let rest = value;
  for (let i = 0; i < degree; i++) rest = (rest << 1) ^ ((rest >> (degree - 1)) * polynomial);
  return (value << degree) | (rest & ((1 << degree) - 1));
}

const bit = (value: number, i: number): boolean => ((value >> i) & 1) === 1;

function versionBits(f: Field, version: number): void {
  const bits = checked(version, 12, 0x1f25);
  for (let i = 0; i < 18; i++) {
    const [far, near] = [f.size - 11 + (i % 3), Math.floor(i / 3)];
    set(f, near, far, bit(bits, i));
    set(f, far, near, bit(bits, i));
  }
}

const levelM = 0;

/** format says level and mask, twice. */
function format(f: Field, mask: number): void {
  const bits = checked((levelM << 3) | mask, 10, 0x537) ^ 0x5412;
  const along = [0, 1, 2, 3, 4, 5, 7, 8];
  along.forEach((p, i) => set(f, p, 8, bit(bits, i)));
  set(f, 8, 7, bit(bits, 8));
  for (let i = 9; i < 15; i++) set(f, 8, 14 - i, bit(bits, i));
  for (let i = 0; i < 8; i++) set(f, 8, f.size - 1 - i, bit(bits, i));
  for (let i = 8; i < 15; i++) set(f, f.size - 15 + i, 8, bit(bits, i));
  set(f, f.size - 8, 8, true);
}

/** fill writes the bits in columns of two, up and down by turns, from the right. */
function fill(f: Field, words: number[], mask: Mask): void {
  let i = 0;
  for (const [r, c] of zigzag(f.size)) {
    const row = f.dark[r];
    if (!row || f.fixed[r]?.[c]) continue;
    const dark = bit(words[i >> 3] ?? 0, 7 - (i & 7));
    row[c] = dark !== mask(r, c);
    i++;
  }
}

function* zigzag(size: number): Generator<[number, number]> {
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right--;
    const up = ((right + 1) & 2) === 0;
    for (let i = 0; i < size; i++) {
      const r = up ? size - 1 - i : i;
      yield [r, right];
      yield [r, right - 1];
    }
  }
}
