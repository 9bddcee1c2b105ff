/** penalty counts what makes a code hard to read, as the standard does. */
export function penalty(dark: boolean[][]): number {
  const turned = dark.map((_, c) => dark.map((row) => row[c] ?? false));
  const lines = [...dark, ...turned];
  return sum(lines.map(runs)) + sum(lines.map(finders)) + boxes(dark) + balance(dark);
}

const sum = (n: number[]): number => n.reduce((a, b) => a + b, 0);

/** Five or more modules of a kind in a row. */
function runs(line: boolean[]): number {
  const text = line.map(Number).join("");
  return sum((text.match(/0{5,}|1{5,}/g) ?? []).map((r) => r.length - 2));
}

/** What looks like the corner of a code. */
function finders(line: boolean[]): number {
  const text = line.map(Number).join("");
  return 40 * (text.match(/(?=00001011101|10111010000)/g) ?? []).length;
}

/** Squares of four of a kind. */
function boxes(dark: boolean[][]): number {
  let n = 0;
  for (let r = 1; r < dark.length; r++) {
    for (let c = 1; c < dark.length; c++) {
      const four = [dark[r]?.[c], dark[r - 1]?.[c], dark[r]?.[c - 1], dark[r - 1]?.[c - 1]];
      if (four.every((d) => d === four[0])) n += 3;
    }
  }
  return n;
}

/** How far from half of it is dark, in steps of five percent. */
function balance(dark: boolean[][]): number {
  const all = dark.flat();
  const part = all.filter(Boolean).length / all.length;
  return 10 * Math.floor(Math.abs(part - 0.5) * 20);
}
