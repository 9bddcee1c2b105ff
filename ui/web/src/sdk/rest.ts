import type { Access, Auth, Help, Modes, Orders, Receipts, Storage, View } from "./public/kiosk";
import { call } from "./call";
import { checkAmount, checkKey, checkText } from "./check";
import { need } from "./connect";
import { KioskError, invalid } from "./errors";
import { onView } from "./stream";

export const orders: Orders = {
  catalogue: () => call("GET", "catalogue"),
  instalments: () => call("GET", "instalments"),
  async create(picks, language = "") {
    if (!Array.isArray(picks)) throw invalid("picks has to be a list of {item, quantity}");
    return call("POST", "orders", { picks, language });
  },
  async createOwn({ key, amounts, lines }) {
    checkKey(key);
    for (const part of ["supply", "vat", "tax_free", "service"] as const) checkAmount(amounts?.[part], `amounts.${part}`);
    return call("POST", "orders", { key, amounts, ...(lines ? { lines } : {}) });
  },
};

export const storage: Storage = {
  async get(key) {
    checkText(key, "key");
    return (await call<{ value: string | null }>("GET", `storage?key=${encodeURIComponent(key)}`)).value;
  },
  async set(key, value) {
    checkText(key, "key");
    checkText(value, "value");
    await call("PUT", "storage", { key, value });
  },
  async remove(key) {
    checkText(key, "key");
    await call("DELETE", `storage?key=${encodeURIComponent(key)}`);
  },
  async clear() {
    await call("POST", "storage/clear");
  },
};

export const auth: Auth = { getToken: () => call("POST", "auth/token", {}) };

export const help: Help = {
  async call() {
    await call("POST", "help");
  },
};

export const access: Access = {
  get: () => call("GET", "modes"),
  async set(wish) {
    const now = await call<Modes>("GET", "modes");
    return call("PUT", "modes", { ...now, ...wish });
  },
  async reset() {
    await call("DELETE", "modes");
  },
};

export const receipts: Receipts = {
  async print(key, options = {}) {
    checkKey(key);
    await need("printer", "has no receipt printer");
    await call("POST", `payments/${key}/receipt`, options);
    await printed(key);
  },
};

/** printed waits for what became of the slip. */
function printed(key: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (why?: KioskError): void => {
      stop();
      if (why) reject(why);
      else resolve();
    };
    const stop = onView(({ printer }: View) => {
      if (printer?.slip?.key !== key) return;
      if (printer.slip.state === "printed") end();
      if (printer.slip.state === "cut-off") end(slipError("the slip was cut off", "Look at the paper; print it again if it is not all there."));
      if (printer.slip.state === "not-printed") end(slipError("the slip was not printed", printer.reason ?? "Look at the receipt printer."));
    });
  });
}

const slipError = (what: string, advice: string): KioskError => new KioskError("printer", what, advice);
