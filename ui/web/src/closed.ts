import type { Kiosk } from "./kiosk";

const outOfHours = 207;

/** closedWords says why nobody is served; the code is for the staff. */
export function closedWords({ view, t }: Pick<Kiosk, "view" | "t">): { title: string; text: string; code?: number } {
  const number = view?.closed?.number ?? outOfHours;
  return number === outOfHours ? t.closed.hours : { ...t.closed.other, code: number };
}
