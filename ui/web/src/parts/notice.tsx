import type { Kiosk } from "../kiosk";
import { useAfter } from "../timers";

const readingTime = 12_000;

/** Notice tells why an intent was refused, or that help was called. It goes when it has been read. */
export function Notice({ k }: { k: Kiosk }) {
  const notice = k.session.notice;
  useAfter(readingTime, notice !== undefined, k.session.hush);
  return (
    <div role="alert">
      {notice && (
        <div class="notice" data-testid="notice">
          <p>
            {notice.text}
            {notice.code !== undefined && <small>{k.t.staffCode(notice.code)}</small>}
          </p>
          <button type="button" class="button quiet" data-testid="notice-close" onClick={k.session.hush}>
            {k.t.close}
          </button>
        </div>
      )}
    </div>
  );
}
