import type { KioskInfo } from "./public/kiosk";
import { call } from "./call";
import { KioskError } from "./errors";

/** Version of this SDK: its first number is that of the local API it speaks. */
export const version = "1.0";

let info: KioskInfo | undefined;

/** connect asks what the kiosk is, and refuses one that speaks another version. */
export async function connect(): Promise<KioskInfo> {
  const told = await call<KioskInfo>("GET", "kiosk");
  if (!speaks(told.api)) {
    throw new KioskError(
      "version-mismatch",
      `this is SDK ${version}, and kioskd ${told.agent} speaks version ${told.api} of the local API`,
      "Load /sdk/v1/kiosk.js from the kiosk itself instead of a copy; or update kioskd.",
    );
  }
  info = told;
  return told;
}

/** speaks: the first number has to be ours, and the second at least ours. */
export function speaks(api: string): boolean {
  const [major = NaN, minor = NaN] = api.split(".").map(Number);
  const [ours = NaN, least = NaN] = version.split(".").map(Number);
  return major === ours && minor >= least;
}

/** known is what connect was told; it connects where nobody has. */
export const known = async (): Promise<KioskInfo> => info ?? connect();

export function supports(feature: string): boolean {
  if (!info) throw new KioskError("not-connected", "the kiosk has not been asked yet what it can", "Call and await kiosk.connect() first.");
  return (info.features ?? []).includes(feature);
}

/** need refuses what this kiosk cannot do. */
export async function need(feature: string, what: string): Promise<void> {
  if ((await known()).features?.includes(feature)) return;
  throw new KioskError("not-supported", `this kiosk ${what}`, `Ask kiosk.supports("${feature}") first, and offer it only where that is true.`);
}
