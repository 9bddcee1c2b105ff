import type { Kiosk } from "../kiosk";

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
      {fault && (
        <small class="code" data-testid="fault">
          {k.t.staffCode(fault.number)}
        </small>
      )}
    </div>
  );
}
