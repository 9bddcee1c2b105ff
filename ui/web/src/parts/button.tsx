import type { ComponentChildren } from "preact";

interface Props {
  /** Names the button for tests, and for nobody else. */
  id: string;
  kind?: "main" | "quiet";
  disabled?: boolean;
  label?: string;
  /** The way back: the keypad's Escape presses it. */
  back?: boolean;
  press: () => void;
  children: ComponentChildren;
}

export function Button({ id, kind = "main", disabled = false, label, back = false, press, children }: Props) {
  return (
    <button type="button" class={`button ${kind}`} data-testid={id} data-back={back || undefined} disabled={disabled} aria-label={label} onClick={press}>
      {children}
    </button>
  );
}
