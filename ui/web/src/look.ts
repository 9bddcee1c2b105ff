import type { Amount, ByLanguage } from "./api";

/**
 * Look is what the shop's settings say about the screen, as GET /api/v1/look
 * answers it. Everything may be absent: a kiosk without settings has the
 * standard look, all methods that its pad offers, and all languages.
 */
export interface Look {
  theme?: Theme;
  attract?: Attract[];
  /** Sentences of our own words that the shop says differently, by language and path ("idle.title"). */
  texts?: Record<string, Record<string, string>>;
  /** Languages offered, the house's own first. */
  languages?: string[];
  screen?: PhysicalScreen;
  times?: Times;
  sound?: Sound;
  /** Ways to pay on offer, in this order: "card", "instalments". */
  methods?: string[];
  receipt?: ReceiptWays;
}

/** Theme replaces colours (as #rrggbb), the corner's radius and the pictures. */
export interface Theme {
  accent?: string;
  on_accent?: string;
  /** In millimetres, 0 to 12. */
  radius_mm?: number;
  /** Paths on this kiosk, as in /pictures/logo.png. */
  logo?: string;
  picture?: string;
}

/** Attract is one page of the idle screen's loop. */
export interface Attract {
  picture?: string;
  title?: ByLanguage;
  text?: ByLanguage;
  /** How long it stays; 8 where absent. */
  seconds?: number;
  price?: Amount;
}

/** PhysicalScreen tells how large a pixel is, and how high the screen hangs. */
export interface PhysicalScreen {
  width_mm?: number;
  height_mm?: number;
  /** Height of the screen's lower edge above the floor. */
  floor_mm?: number;
}

/** Times are in seconds; none may be shorter than the standard's. */
export interface Times {
  /** Without a touch until the warning; 60 where absent. */
  still?: number;
  /** From the warning to the end of the visit; 20 where absent, and at least. */
  warning?: number;
  /** How long the receipt stays; 25 where absent. */
  receipt?: number;
}

export interface Sound {
  /** 0 to 1; every visit begins with it. */
  volume?: number;
  /** Whether three soft cues go with the screens; true where absent. */
  cues?: boolean;
  /**
   * Where speech comes from in a language that the browser has no voice for:
   * this address with ?lang=ko&text=… answers with sound.
   */
  speech_url?: string;
  /** Whether every visit begins with speech. */
  speech?: boolean;
}

export interface ReceiptWays {
  /** Whether the code with the receipt is offered; true where absent. */
  code?: boolean;
  /** Begins the code's link; the reference is put behind it. Without one the code holds the receipt's text. */
  url?: string;
}
