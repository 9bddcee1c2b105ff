import { useLayoutEffect } from "preact/hooks";
import type { PhysicalScreen } from "./look";

// Text is measured where it is read: capitals of 12 mm, and of 7.25 mm on screens
// of 11 inches and less. A rem is a quarter of the body text's size.

const capitals = 12;
const smallCapitals = 7.25;
const smallDiagonal = 280; // mm, 11 inches

/** Of the body font's size, how much a capital letter has: Pretendard's OS/2 table. */
export const capHeight = 0.707;

const remsOfBody = 4;

const finelyDivided = 1_900; // pixels from corner to corner

/** guessed is what a screen is taken for until settings tell its size: 32 inches where it has many pixels, else 11. */
const guessed = (pixels: number): number => (pixels >= finelyDivided ? 813 : smallDiagonal);

/** Measures are pixels. */
export interface Measures {
  /** Of a millimetre on the glass. */
  mm: number;
  /** Of the design's unit at 100 %. */
  rem: number;
}

/** measure tells how large things have to be on a screen of so many pixels. */
export function measure(width: number, height: number, screen: PhysicalScreen = {}): Measures {
  const pixels = Math.hypot(width, height);
  const given = screen.width_mm && screen.height_mm ? Math.hypot(screen.width_mm, screen.height_mm) : undefined;
  const diagonal = given ?? guessed(pixels);
  const mm = pixels / diagonal;
  const capital = diagonal <= smallDiagonal ? smallCapitals : capitals;
  return { mm, rem: ((capital / capHeight) * mm) / remsOfBody };
}

const farthestReach = 1_220; // mm above the floor
const lowPart = 0.4;

/** reach is the part of the screen, from below, that a sitting customer reaches. */
export function reach(screen: PhysicalScreen = {}): number {
  const { height_mm: height, floor_mm: floor } = screen;
  if (!height || floor === undefined) return lowPart;
  return Math.min(1, Math.max(lowPart, (farthestReach - floor) / height));
}

/** useMeasures sets the sizes that the style sheets are written in. */
export function useMeasures(screen: PhysicalScreen | undefined, percent: number): void {
  useLayoutEffect(() => {
    const fit = () => {
      const { mm, rem } = measure(window.innerWidth, window.innerHeight, screen);
      const style = document.documentElement.style;
      style.setProperty("--mm", `${mm}px`);
      style.fontSize = `${(rem * percent) / 100}px`;
      style.setProperty("--reach", String(reach(screen)));
    };
    fit();
    window.addEventListener("resize", fit);
    return () => window.removeEventListener("resize", fit);
  }, [screen, percent]);
}
