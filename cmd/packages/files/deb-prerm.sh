#!/bin/sh
# Waits until no payment is open, then stops the service. Payments stay.
set -e
case "$1" in
remove | upgrade | deconfigure) ;;
failed-upgrade) exit 1 ;; # the old one would not stop: a payment is open
*) exit 0 ;;
esac
if [ -d /run/systemd/system ] && [ "$(systemctl show kioskd -p ActiveState --value)" != inactive ]; then
  kioskd stop --wait "${KIOSK_WAIT:-10m}"
fi
if [ "$1" = remove ]; then
  # For a purge, which happens when no kioskd is there to be asked any more.
  if [ -e /var/lib/kioskd/queue.db ]; then
    kioskd queue status --json 2>/dev/null | sed -n 's/.*"waiting":\([0-9]*\).*/\1/p' >/var/lib/kioskd/unsent || true
    [ "$(cat /var/lib/kioskd/unsent)" = 0 ] || echo "payments that HQ does not have stay in /var/lib/kioskd: $(cat /var/lib/kioskd/unsent)" >&2
  fi
  systemctl disable --quiet kioskd 2>/dev/null || rm -f /etc/systemd/system/multi-user.target.wants/kioskd.service
fi
