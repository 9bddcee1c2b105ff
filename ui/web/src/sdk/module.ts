// What is loaded as /sdk/v1/kiosk.js.

import { startBeating } from "./beat";
import { placed } from "./place";

export { kiosk, KioskError } from "./kiosk";

placed(import.meta.url);
startBeating();
