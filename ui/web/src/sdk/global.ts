// What is loaded as /sdk/v1/kiosk.global.js: the same for classic scripts.

import { startBeating } from "./beat";
import { kiosk, KioskError } from "./kiosk";
import { placed } from "./place";

placed((document.currentScript as HTMLScriptElement | null)?.src);
Object.assign(window, { kiosk, KioskError });
startBeating();
