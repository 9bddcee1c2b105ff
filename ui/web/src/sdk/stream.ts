import type { View } from "./public/kiosk";
import { hearAgent } from "./line";

type Listener<T> = (value: T) => void;

// A short cut is not worth telling anybody.
const graceAfterCut = 1_500;

const views = new Set<Listener<View>>();
const lines = new Set<Listener<boolean>>();
let last: View | undefined;
let online = true;
let stop: (() => void) | undefined;
let grace: number | undefined;

/** onView listens to what the kiosk shows, now and from now on. All listeners share one stream. */
export function onView(changed: Listener<View>): () => void {
  const own: Listener<View> = (v) => changed(v); // the same function may listen twice
  views.add(own);
  if (stop) {
    if (last) queueMicrotask(() => last && views.has(own) && own(last));
  } else {
    open();
  }
  return () => {
    views.delete(own);
    if (views.size === 0) close();
  };
}

/** onConnection tells when the agent is not heard any more, and when it is again. */
export function onConnection(changed: Listener<boolean>): () => void {
  const own: Listener<boolean> = (o) => changed(o);
  const stop = onView(() => undefined);
  lines.add(own);
  return () => {
    lines.delete(own);
    stop();
  };
}

function open(): void {
  stop = hearAgent({
    view: (text) => heard(JSON.parse(text) as View),
    broken: () => {
      grace ??= window.setTimeout(() => tell(false), graceAfterCut);
    },
  });
}

function close(): void {
  stop?.();
  stop = last = undefined;
  window.clearTimeout(grace);
  grace = undefined;
  online = true;
}

function heard(view: View): void {
  window.clearTimeout(grace);
  grace = undefined;
  last = view;
  tell(true);
  for (const listener of [...views]) if (views.has(listener)) listener(view);
}

function tell(now: boolean): void {
  if (now === online) return;
  online = now;
  for (const listener of [...lines]) listener(now);
}
