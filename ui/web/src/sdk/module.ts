// What is loaded as /sdk/v1/kiosk.js.

import { placed } from "./place";

export { kiosk, KioskError } from "./kiosk";

placed(import.meta.url);
