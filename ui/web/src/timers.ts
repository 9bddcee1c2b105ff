import { useEffect, useRef, useState } from "preact/hooks";

/** useAfter calls `then` once, when `active` has held for that long. */
export function useAfter(ms: number, active: boolean, then: () => void): void {
  const latest = useRef(then);
  latest.current = then;
  useEffect(() => {
    if (!active) return;
    const timer = window.setTimeout(() => latest.current(), ms);
    return () => window.clearTimeout(timer);
  }, [ms, active]);
}

/** useStill tells that nobody has touched anything for that long. */
export function useStill(ms: number, active: boolean): [still: boolean, wake: () => void] {
  const [touched, setTouched] = useState(0);
  const [still, setStill] = useState(false);
  const wake = () => {
    setStill(false);
    setTouched((n) => n + 1);
  };
  useEffect(() => {
    if (!active || still) return;
    const timer = window.setTimeout(() => setStill(true), ms);
    const touch = () => setTouched((n) => n + 1);
    window.addEventListener("pointerdown", touch);
    window.addEventListener("keydown", touch);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener("pointerdown", touch);
      window.removeEventListener("keydown", touch);
    };
  }, [ms, active, still, touched]);
  return [active && still, wake];
}

/** useCountdown counts seconds down to none and calls `then`. */
export function useCountdown(seconds: number, then: () => void): number {
  const [left, setLeft] = useState(seconds);
  useAfter(seconds * 1_000, true, then);
  useEffect(() => {
    const timer = window.setInterval(() => setLeft((n) => Math.max(0, n - 1)), 1_000);
    return () => window.clearInterval(timer);
  }, []);
  return left;
}

/** usePadReturned calls back when a missing pad is there again. */
export function usePadReturned(up: boolean, then: () => void): void {
  const was = useRef(up);
  useEffect(() => {
    if (up && !was.current) then();
    was.current = up;
  }, [up]);
}
