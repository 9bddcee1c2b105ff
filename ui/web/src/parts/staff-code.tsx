import { held } from "../held";
import type { Kiosk } from "../kiosk";

/** toStaff opens the staff page, which asks for the PIN. */
export const toStaff = () => (window.top ?? window).location.assign(`http://127.0.0.1:${location.port}/staff`);

interface Props {
  k: Kiosk;
  code: number;
  id?: string;
}

/**
 * StaffCode tells the shop's people what is the matter. They keep a finger on it
 * to come to the staff page: no customer does that by chance.
 */
export function StaffCode({ k, code, id = "staff-code" }: Props) {
  return (
    <small class="code" data-testid={id} {...held(toStaff)}>
      {k.t.staffCode(code)}
    </small>
  );
}
