// Contrast as WCAG defines it. The settings are checked by the same rule in the
// agent, and both are held to one table.

/** Rgb are the three channels of a colour, 0 to 255. */
type Rgb = [number, number, number];

/** parse reads #rrggbb. */
export function parse(colour: string): Rgb | undefined {
  const m = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  return m ? [parseInt(m[1] ?? "", 16), parseInt(m[2] ?? "", 16), parseInt(m[3] ?? "", 16)] : undefined;
}

function luminance([r, g, b]: Rgb): number {
  const linear = (channel: number) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** contrast of two colours, 1 to 21; 0 where one of them is none. */
export function contrast(a: string, b: string): number {
  const [x, y] = [parse(a), parse(b)];
  if (!x || !y) return 0;
  const [low = 0, high = 0] = [luminance(x), luminance(y)].sort((p, q) => p - q);
  return (high + 0.05) / (low + 0.05);
}

/** What text, and the edge of what can be touched, must reach. */
export const textContrast = 7;
export const edgeContrast = 3;
