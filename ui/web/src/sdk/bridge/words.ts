// What a site's page and the bridge say to each other. The first message hands the
// bridge one end of a channel, to its exact origin; all others go by the channel,
// which nobody else can hear or write to.

export const hello = "kioskd:hello";

/** From the page: a question with a number of its own, or a wish to hear views or to hear no more. */
export type FromPage = { id: number; method: string; path: string; body?: string } | { views: boolean };

/** The answer to a question; without a status, nobody answered. */
export interface Told {
  id: number;
  status?: number;
  text?: string;
}

/** From the bridge: that it is there, an answer, a view, or that no views come. */
export type FromBridge = { ready: true } | Told | { view: string } | { broken: true };
