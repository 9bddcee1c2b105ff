// The kiosk's SDK as an ES module. Its types, and what they promise, are in
// public/kiosk.d.ts.

import type { Kiosk } from "./public/kiosk";
import { connect, supports, version } from "./connect";
import { payment } from "./payment";
import { access, auth, help, orders, receipts, storage } from "./rest";
import { onConnection, onView } from "./stream";

export { KioskError } from "./errors";

export const kiosk: Kiosk = Object.freeze({
  version,
  connect,
  supports,
  onView,
  onConnection,
  payment: Object.freeze(payment),
  orders: Object.freeze(orders),
  storage: Object.freeze(storage),
  auth: Object.freeze(auth),
  receipts: Object.freeze(receipts),
  access: Object.freeze(access),
  help: Object.freeze(help),
});
