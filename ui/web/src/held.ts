const holdFor = 5_000;

/** held calls back when a finger stays on an element for five seconds. */
export function held(then: () => void) {
  let timer: number | undefined;
  const up = () => window.clearTimeout(timer);
  const down = () => {
    up();
    timer = window.setTimeout(then, holdFor);
  };
  return { onPointerDown: down, onPointerUp: up, onPointerLeave: up, onPointerCancel: up };
}
