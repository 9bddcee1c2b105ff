import { useRef, useState } from "preact/hooks";

/** useOnce lets one intent out at a time: a second tap before the answer is the first one's. */
export function useOnce(refused: (error: unknown) => void): [boolean, (work: () => Promise<unknown>) => void] {
  const busy = useRef(false);
  const [pending, setPending] = useState(false);
  const once = (work: () => Promise<unknown>) => {
    if (busy.current) return;
    busy.current = true;
    setPending(true);
    work()
      .catch(refused)
      .finally(() => {
        busy.current = false;
        setPending(false);
      });
  };
  return [pending, once];
}
