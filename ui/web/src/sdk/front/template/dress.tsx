import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Look } from "../../../look";
import { useMeasures } from "../../../measures";
import { useTheme } from "../../../theme";
import type { Modes } from "../../public/kiosk";
import { call } from "../../call";
import { onView } from "../../stream";

const usual: Modes = { text: 100, contrast: false, low: false, speech: false, private: false };

// One page follows the other; what was heard once is right for the next as well.
let modes = usual;
let look: Look = {};
let heard: (() => void) | undefined;
const listeners = new Set<() => void>();

/** listen hears from now on how the customer wants to be served, and asks once how the shop looks. */
function listen(): void {
  heard ??= onView((view) => {
    if (JSON.stringify(view.modes) === JSON.stringify(modes)) return;
    modes = view.modes;
    tell();
  });
  call<Look>("GET", "look").then(
    (answer) => {
      look = answer;
      tell();
    },
    () => undefined, // the standard look will do
  );
}

const tell = (): void => listeners.forEach((changed) => changed());

/** Dressed is a page in the shop's look and in the customer's modes, as those of the kiosk's own are. */
export function Dressed({ kind, children }: { kind: string; children: ComponentChildren }) {
  const [, changed] = useState(0);
  useEffect(() => {
    const again = (): void => changed((n) => n + 1);
    listeners.add(again);
    if (!heard) listen();
    return () => void listeners.delete(again);
  }, []);
  useMeasures(look.screen, modes.text);
  useTheme(look.theme);
  return (
    <div id="kiosk" class="kiosk" data-screen={kind} data-contrast={String(modes.contrast)} data-low={String(modes.low)}>
      {children}
    </div>
  );
}
