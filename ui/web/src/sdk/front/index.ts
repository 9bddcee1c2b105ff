// What is loaded as /sdk/front/v0/index.js: window.TossFrontSDK with the
// documented names, arguments and envelopes of the front plugin SDK, so that a
// plugin written for that device runs on a kiosk with one changed address. It is
// made from what is publicly known and has not met the vendor's device.

import { startBeating } from "../beat";
import { kiosk } from "../kiosk";
import { placed } from "../place";
import { payment } from "./payment";
import { app, overrides, printer, serial, storage, van, websocket } from "./rest";
import { template } from "./template";

placed((document.currentScript as HTMLScriptElement | null)?.src);

const sdk = { payment, storage, app, serial, websocket, webSocket: websocket, van, template, printer, overrides };

Object.assign(window, { TossFrontSDK: sdk });
startBeating();

// After a reload the payment that runs has its screens back, whatever page the
// plugin has opened.
kiosk.payment.resume().catch((error: unknown) => console.warn("kioskd: the running payment could not be followed", error));
