import { useRef, useState } from "preact/hooks";
import { Page } from "../parts/page";
import { wordsNow } from "../strings/parts";
import { Actions } from "./actions";
import { Question } from "./select";
import type { Action, Asked } from "./types";

/** Point is a place on the field, in thousandths of its width. */
export interface Point {
  x: number;
  y: number;
}

export type Stroke = Point[];

export interface SignPageProps extends Asked {
  done: (strokes: Stroke[]) => void;
  button?: string;
  /** For who cannot sign on glass; nobody is kept from paying by it. */
  without?: Action;
}

const width = 1_000;
const height = 420;

/** SignPage takes a signature, stroke by stroke. */
export function SignPage({ title, text, done, button, without, back }: SignPageProps) {
  const [strokes, setStrokes] = useState<Stroke[]>([]);
  const t = wordsNow().template;
  return (
    <Page
      kind="list"
      told={<Question title={title} text={text} />}
      work={
        <div class="sign-work">
          <SignField strokes={strokes} set={setStrokes} label={t.signField} />
          <div class="actions">
            {without && <Actions back={{ id: "without", ...without }} />}
            <Actions back={{ label: t.clear, press: () => setStrokes([]), id: "clear", disabled: strokes.length === 0 }} />
          </div>
        </div>
      }
      actions={<Actions back={back} main={{ label: button ?? t.done, press: () => done(strokes), disabled: strokes.length === 0 }} />}
    />
  );
}

interface FieldProps {
  strokes: Stroke[];
  set: (change: (was: Stroke[]) => Stroke[]) => void;
  label: string;
}

function SignField({ strokes, set, label }: FieldProps) {
  const drawing = useRef(false);
  const down = (e: PointerEvent) => {
    (e.currentTarget as Element).setPointerCapture(e.pointerId);
    drawing.current = true;
    const p = pointOf(e);
    set((was) => [...was, [p]]);
  };
  const move = (e: PointerEvent) => {
    if (!drawing.current) return;
    const p = pointOf(e);
    set((was) => [...was.slice(0, -1), [...(was.at(-1) ?? []), p]]);
  };
  const up = () => {
    drawing.current = false;
  };
  return (
    <svg
      class="sign-field"
      data-testid="sign"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
    >
      <path class="sign-line" d={`M60 ${height - 90}H${width - 60}`} />
      {strokes.map((s, i) => (
        <path key={i} class="sign-ink" d={pathOf(s)} />
      ))}
    </svg>
  );
}

function pointOf(e: PointerEvent): Point {
  const svg = e.currentTarget as SVGSVGElement;
  const to = svg.getScreenCTM()?.inverse();
  const p = new DOMPoint(e.clientX, e.clientY).matrixTransform(to);
  return { x: Math.round(p.x), y: Math.round(p.y) };
}

// A dot is a line to where it stands.
const pathOf = (s: Stroke): string => s.map((p, i) => `${i === 0 ? "M" : "L"}${p.x} ${p.y}`).join("") + (s.length === 1 ? "h0.1" : "");
