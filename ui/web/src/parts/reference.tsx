import type { Kiosk } from "../kiosk";
import { StaffCode } from "./staff-code";

/** Reference is the number to read aloud to the staff; the code is for them. */
export function Reference({ k }: { k: Kiosk }) {
  const { payment, fault } = k.view ?? {};
  return (
    <div class="reference">
      {payment && (
        <>
          <span class="reference-label">{k.t.reference}</span>
          <strong class="reference-number" data-testid="reference">
            {payment.reference}
          </strong>
        </>
      )}
      {fault && <StaffCode k={k} code={fault.number} id="fault" />}
    </div>
  );
}
