import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState, type MutableRef } from "preact/hooks";
import { wordsNow } from "../strings/parts";

interface Props {
  class: string;
  children: ComponentChildren;
  /** The element that holds the content; main where it is the whole page. */
  main?: boolean;
}

/**
 * Roll shows what fits and rolls to the rest: by a finger, by the keypad, and by
 * two large keys that stand beside it only where something is out of sight.
 */
export function Roll({ class: name, children, main = false }: Props) {
  const box = useRef<HTMLElement>(null);
  const room = useRoom(box);
  const Box = main ? "main" : "div";
  return (
    <div class={`roll ${name}`} data-rolls={String(room.rolls)}>
      <Box ref={box as never} class="roll-box" tabIndex={room.rolls ? 0 : undefined}>
        {children}
      </Box>
      {room.rolls && <RollKeys box={box} room={room} />}
    </div>
  );
}

interface Room {
  rolls: boolean;
  above: boolean;
  below: boolean;
}

function RollKeys({ box, room }: { box: MutableRef<HTMLElement | null>; room: Room }) {
  const t = wordsNow().roll;
  // A line of the last page stays in sight, so that nobody loses the place.
  const turn = (by: number) => box.current?.scrollBy({ top: by * box.current.clientHeight * 0.8, behavior: smooth() });
  return (
    <div class="roll-keys">
      <button type="button" class="roll-key" data-testid="roll-up" aria-label={t.up} disabled={!room.above} onClick={() => turn(-1)}>
        <Arrow d="M24 58l26-26 26 26" />
      </button>
      <button type="button" class="roll-key" data-testid="roll-down" aria-label={t.down} disabled={!room.below} onClick={() => turn(1)}>
        <Arrow d="M24 40l26 26 26-26" />
      </button>
    </div>
  );
}

const Arrow = ({ d }: { d: string }) => (
  <svg class="sign" viewBox="0 0 100 100" aria-hidden="true">
    <path d={d} />
  </svg>
);

const smooth = (): ScrollBehavior => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth");

/** useRoom tells whether something of the box is out of sight, and where. */
function useRoom(box: MutableRef<HTMLElement | null>): Room {
  const [room, setRoom] = useState<Room>({ rolls: false, above: false, below: false });
  useEffect(() => {
    const b = box.current;
    if (!b) return;
    const look = () => setRoom((was) => changed(was, roomOf(b)));
    const sizes = new ResizeObserver(look);
    const parts = () => {
      sizes.disconnect();
      sizes.observe(b);
      for (const part of b.children) sizes.observe(part);
      look();
    };
    const content = new MutationObserver(parts);
    content.observe(b, { childList: true });
    b.addEventListener("scroll", look, { passive: true });
    parts();
    return () => {
      content.disconnect();
      sizes.disconnect();
      b.removeEventListener("scroll", look);
    };
  }, []);
  return room;
}

// Rounding may hide a pixel; nobody misses it.
const slack = 2;

function roomOf(b: HTMLElement): Room {
  const rolls = ["auto", "scroll"].includes(getComputedStyle(b).overflowY) && b.scrollHeight > b.clientHeight + slack;
  return { rolls, above: b.scrollTop > slack, below: b.scrollTop + b.clientHeight < b.scrollHeight - slack };
}

const changed = (was: Room, is: Room): Room =>
  was.rolls === is.rolls && was.above === is.above && was.below === is.below ? was : is;
