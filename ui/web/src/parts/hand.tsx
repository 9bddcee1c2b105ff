import type { ComponentChildren } from "preact";

// A hand is drawn with a thick pen: once in ink and, on top of all of it, once
// thinner in paper. What is left of the ink is one clean outline.

interface Stroke {
  d: string;
  width: number;
}

const front: Stroke[] = [
  { d: "M168 338l34 56", width: 26 }, // thumb
  { d: "M206 398c6 22 14 42 24 80", width: 58 }, // ball of the thumb and wrist
];

const behind: Stroke[] = [{ d: "M146 384l62 22", width: 38 }]; // fingers

const outline = 8;

function Pen({ strokes }: { strokes: Stroke[] }) {
  return (
    <>
      {strokes.map((s) => (
        <path key={s.d} class="hand-ink" d={s.d} stroke-width={s.width + outline} />
      ))}
      {strokes.map((s) => (
        <path key={s.d} class="hand-skin" d={s.d} stroke-width={s.width} />
      ))}
    </>
  );
}

/** Hand holds what is given: fingers behind it, the thumb on it. */
export function Hand({ children }: { children: ComponentChildren }) {
  return (
    <g class="hand">
      <Pen strokes={behind} />
      {children}
      <Pen strokes={front} />
    </g>
  );
}
