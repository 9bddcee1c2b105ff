import { wordsNow } from "../strings/parts";

/** Timer says how many seconds are left; speech says it once. */
export function Timer({ left }: { left: number }) {
  const t = wordsNow().template;
  return (
    <p class="timer" data-say="" data-testid="timer" role="timer" aria-label={t.seconds(left)}>
      {t.seconds(left)}
    </p>
  );
}
