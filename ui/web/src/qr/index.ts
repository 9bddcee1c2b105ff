import { capacity, codewords } from "./codewords";
import { draw } from "./matrix";

/** Code is a QR code: rows of modules, true for dark. */
export type Code = readonly (readonly boolean[])[];

const largest = 20;

/**
 * encode makes a QR code (ISO/IEC 18004, byte mode, error correction level M) of
 * a text, in the smallest version that holds it; nothing where none does. The
 * largest version that is used holds 666 bytes: a denser one is hard to read off
 * a screen.
 */
export function encode(text: string): Code | undefined {
  const bytes = new TextEncoder().encode(text);
  for (let version = 1; version <= largest; version++) {
    if (bytes.length <= capacity(version)) return draw(version, codewords(bytes, version));
  }
  return undefined;
}
