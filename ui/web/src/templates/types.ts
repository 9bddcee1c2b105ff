/** Choice is one of several things to choose from. */
export interface Choice {
  id: string;
  label: string;
  /** A second, quieter line. */
  text?: string;
  /** The price or another short word at the end. */
  value?: string;
  image?: string;
  disabled?: boolean;
}

/** Action is a button with the sentence on it. */
export interface Action {
  label: string;
  press: () => void;
  disabled?: boolean;
  /** Names the button for tests; "main" or "back" where absent. */
  id?: string;
}

/** Asked is what every template has: a question, and a way back where there is one. */
export interface Asked {
  title: string;
  text?: string;
  /** The way back; without it there is no such button. */
  back?: Action;
}
