import { useAfter } from "../timers";

export interface ToastProps {
  text: string;
  /** 4 where absent. */
  seconds?: number;
  end: () => void;
}

/** Toast is one sentence over the page. It takes no focus and goes by itself. */
export function Toast({ text, seconds = 4, end }: ToastProps) {
  useAfter(seconds * 1_000, true, end);
  return (
    <div class="notice" role="status" data-testid="toast">
      <p>{text}</p>
    </div>
  );
}
