// The bridge runs in a frame of the kiosk's own origin, within the page of a site
// that the settings name. It asks the local API in that page's place, and hears
// that page alone.

import { ask } from "../ask";
import { feed } from "../feed";
import { hello, type FromBridge, type FromPage } from "./words";

const page = document.currentScript?.dataset.page;

window.addEventListener("message", (e) => {
  if (!page || e.origin !== page || e.source !== window.parent || e.data !== hello || !e.ports[0]) return;
  serve(e.ports[0]);
});

/** serve answers one page until it goes, and says goodbye for it then. */
function serve(port: MessagePort): void {
  const say = (m: FromBridge): void => port.postMessage(m);
  let stop: (() => void) | undefined;
  port.onmessage = ({ data }: MessageEvent<FromPage>) => {
    if ("views" in data) {
      stop?.();
      stop = data.views ? feed(location.origin, { view: (view) => say({ view }), broken: () => say({ broken: true }) }) : undefined;
      return;
    }
    ask(location.origin, data.method, data.path, data.body).then(
      (answer) => say({ id: data.id, ...answer }),
      () => say({ id: data.id }),
    );
  };
  say({ ready: true });
}

window.addEventListener("pagehide", () => {
  navigator.sendBeacon("/api/v1/screen/alive", new Blob(['{"away":true}'], { type: "application/json" }));
});
