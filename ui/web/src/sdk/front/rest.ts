import { known } from "../connect";
import { origin } from "../place";
import { kiosk } from "../kiosk";
import { absent, badParams, told } from "./error";

/** sdk.storage: text by key, sealed on this kiosk. */
export const storage = {
  get: (p: { key: string }): Promise<{ key: string; value: string | null }> => told(async () => ({ key: key(p), value: await kiosk.storage.get(key(p)) })),
  set: (p: { key: string; value: string }): Promise<void> =>
    told(async () => {
      if (typeof p?.value !== "string") throw badParams("value has to be text: write objects with JSON.stringify");
      return kiosk.storage.set(key(p), p.value);
    }),
  remove: (p: { key: string }): Promise<void> => told(() => kiosk.storage.remove(key(p))),
  clear: (): Promise<void> => told(() => kiosk.storage.clear()),
};

function key(p: { key: string }): string {
  if (typeof p?.key !== "string" || p.key === "") throw badParams("key has to be text");
  return p.key;
}

interface Overrides {
  serialNumber?: string;
  merchant?: { id?: unknown; name?: string; businessNumber?: string };
}

let overridden: Overrides = {};

/** overrides stands in for a device while there is none: it counts in test mode alone. */
export function overrides(o: Overrides): void {
  overridden = o ?? {};
}

async function inTest(): Promise<Overrides> {
  return (await known()).test ? overridden : {};
}

/** sdk.app: what the plugin runs on. */
export const app = {
  getSerialNumber: (): Promise<{ serialNumber: string }> => told(async () => ({ serialNumber: (await inTest()).serialNumber ?? (await known()).serial_number })),
  getMerchant: (): Promise<{ id: unknown; name: string; businessNumber: string }> =>
    told(async () => {
      const { id, name, business_number } = (await known()).merchant;
      return { id, name, businessNumber: business_number, ...(await inTest()).merchant };
    }),
  isDebugMode: (): Promise<boolean> => told(async () => (await known()).test),
  /** The first screen, whichever app has it. */
  setIdle: async (): Promise<void> => location.assign("/"),
  /** Forgets what the plugin has kept, and begins anew. */
  restartOnboarding: (): Promise<void> =>
    told(async () => {
      await kiosk.storage.clear();
      location.assign("/");
    }),
  /** The settings of a kiosk are the staff's. */
  openSetting: async (): Promise<void> => {
    const { protocol, port } = new URL(origin());
    location.assign(`${protocol}//staff.localhost${port ? `:${port}` : ""}/`);
  },
};

/** sdk.printer */
export const printer = {
  printReceipt: (p: { paymentKey: string; count?: number; orderInfo?: unknown; additionalText?: unknown }): Promise<void> =>
    told(async () => {
      const count = p.count ?? 1;
      if (!Number.isInteger(count) || count < 1 || count > 5) throw badParams("count is from 1 to 5");
      if (p.orderInfo !== undefined || p.additionalText !== undefined) {
        console.warn("kioskd: a kiosk's slip has its own lines; orderInfo and additionalText are not printed");
      }
      await kiosk.receipts.print(p.paymentKey);
      for (let copy = 1; copy < count; copy++) await kiosk.receipts.print(p.paymentKey, { again: true });
    }),
};

const refused = (what: string, advice: string) => (): Promise<never> => Promise.reject(absent(what, advice));
const byClient = "Have the local program speak to the kiosk's agent instead: its reader mode takes a serial line.";

/** sdk.serial: the lines of a kiosk belong to its agent, which settles payments over them. */
export const serial = {
  open: refused("a serial line for pages", byClient),
  close: refused("a serial line for pages", byClient),
  write: refused("a serial line for pages", byClient),
  listen: (): never => {
    throw absent("a serial line for pages", byClient);
  },
};

const byServer = "Have the page connect to your own server with the browser's WebSocket, and allow its host in the access list.";

/** sdk.websocket: a page in a browser cannot listen. */
export const websocket = {
  start: refused("a WebSocket server", byServer),
  list: async (): Promise<{ servers: never[] }> => ({ servers: [] }),
  close: refused("a WebSocket server", byServer),
};

export const van = { write: refused("a way past the agent to the VAN", byClient) };
