import { useLayoutEffect, useState } from "preact/hooks";

/**
 * useKept is useState that outlives a reload of the page. It is forgotten with
 * the visit, by a change to the first value. What is on the screen is kept already.
 */
export function useKept<T>(name: string, first: T): [T, (next: T | ((was: T) => T)) => void] {
  const [value, set] = useState<T>(() => read(name, first));
  useLayoutEffect(() => {
    if (value === first) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(value));
  }, [value]);
  return [value, set];
}

function read<T>(name: string, first: T): T {
  const text = sessionStorage.getItem(name);
  if (text === null) return first;
  try {
    return JSON.parse(text) as T;
  } catch {
    return first;
  }
}
