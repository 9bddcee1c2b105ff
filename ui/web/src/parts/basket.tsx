import type { Kiosk } from "../kiosk";
import { byLanguage } from "../strings";

/** Basket shows beside the menu what is in the cart, where the screen is wide. */
export function Basket({ k }: { k: Kiosk }) {
  if (k.lines.length === 0) return <p class="basket basket-empty">{k.t.choose.empty}</p>;
  return (
    <ul class="basket">
      {k.lines.map((l) => (
        <li key={l.id}>
          <span>{byLanguage(l.item.name, k.session.language)}</span>
          <span>× {l.quantity}</span>
        </li>
      ))}
    </ul>
  );
}
