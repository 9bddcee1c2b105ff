import { rest, wake } from "./beat";
import { origin } from "./place";

/** Overlay is the kiosk's own screens, over the page. */
export interface Overlay {
  close: () => void;
}

let shown: HTMLDialogElement | undefined;
let wishes = 0;

/**
 * openOverlay lays the kiosk's screens over the whole page, in a frame of the
 * origin that the SDK came from. A modal dialog is above everything else, keeps the
 * keyboard inside, and everything below it still. Several payments share it.
 */
export function openOverlay(language?: string): Overlay {
  wishes++;
  shown ??= mount(language);
  let closed = false;
  return {
    close: () => {
      if (closed) return;
      closed = true;
      if (--wishes > 0) return;
      shown?.close();
      shown?.remove();
      shown = undefined;
      wake();
    },
  };
}

function mount(language: string | undefined): HTMLDialogElement {
  const dialog = document.createElement("dialog");
  rest();
  dialog.id = "kioskd-screens";
  const words = language ? `?lang=${encodeURIComponent(language)}` : "";
  dialog.append(frame(`${origin()}/sdk/screen/${words}`));
  cover(dialog);
  // Escape is a key of the screens inside, and leaves no payment by itself.
  dialog.addEventListener("cancel", (e) => e.preventDefault());
  (document.body ?? document.documentElement).append(dialog);
  dialog.showModal();
  return dialog;
}

function frame(src: string): HTMLIFrameElement {
  const inside = document.createElement("iframe");
  inside.src = src;
  inside.title = "kioskd";
  inside.allow = "camera 'none'; microphone 'none'";
  cover(inside);
  inside.addEventListener("load", () => inside.focus());
  return inside;
}

/** cover fills the window. The styles are set one by one: a strict policy allows no other way. */
function cover(element: HTMLElement): void {
  const { style } = element;
  style.position = "fixed";
  style.inset = "0";
  style.width = style.maxWidth = "100vw";
  style.height = style.maxHeight = "100vh";
  style.margin = style.padding = "0";
  style.border = "0";
  style.background = "Canvas";
}
