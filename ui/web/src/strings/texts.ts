/** Texts are the sentences that a shop says differently, by language and path: idle.title. */
export type Texts = Record<string, Record<string, string>>;

type Branch = { [word: string]: unknown };

/** withTexts is a table with the shop's own sentences in place of ours. */
export function withTexts<T extends object>(table: T, texts: Record<string, string> = {}): T {
  const copy = structure(table as Branch);
  for (const [path, text] of Object.entries(texts)) put(copy, path.split("."), text);
  return copy as T;
}

const structure = (b: Branch): Branch =>
  Object.fromEntries(Object.entries(b).map(([k, v]) => [k, isBranch(v) ? structure(v) : v]));

const isBranch = (v: unknown): v is Branch => typeof v === "object" && v !== null && !Array.isArray(v);

/** put replaces one sentence; a path that leads nowhere changes nothing. */
function put(at: Branch, [word = "", ...rest]: string[], text: string): void {
  const old = Object.hasOwn(at, word) ? at[word] : undefined;
  if (isBranch(old) && rest.length > 0) put(old, rest, text);
  else if (rest.length > 0) return;
  else if (typeof old === "string") at[word] = text;
  else if (typeof old === "function") at[word] = (...parts: unknown[]) => text.replace(/\{(\d)\}/g, (_, n: string) => String(parts[Number(n)] ?? ""));
}
