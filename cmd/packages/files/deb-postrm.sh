#!/bin/sh
# Removing keeps payments and settings; a purge deletes them, but never without a
# word what HQ does not have.
set -e
[ "$1" != remove ] || [ ! -d /run/systemd/system ] || systemctl daemon-reload
[ "$1" = purge ] || exit 0

kept() {
  echo "$1: /var/lib/kioskd stays. To delete it for good: rm -r /var/lib/kioskd, or purge with KIOSK_DELETE_UNSENT=yes" >&2
  exit 0
}
if [ -d /var/lib/kioskd ] && [ "$KIOSK_DELETE_UNSENT" != yes ]; then
  unsent=$(cat /var/lib/kioskd/unsent 2>/dev/null || echo unknown)
  [ -e /var/lib/kioskd/queue.db ] || unsent=0
  if [ "${unsent:-unknown}" != 0 ]; then
    [ -t 0 ] || kept "payments that HQ does not have: ${unsent:-unknown}"
    printf 'payments that HQ does not have: %s. Delete them for good? Type delete: ' "${unsent:-unknown}" >&2
    read -r answer
    [ "$answer" = delete ] || kept "not deleted"
  fi
fi
rm -rf /var/lib/kioskd /var/log/kioskd /etc/kioskd /etc/systemd/system/kioskd.service.d
rm -f /etc/systemd/system/multi-user.target.wants/kioskd.service
! getent passwd kioskd >/dev/null || ! command -v userdel >/dev/null || userdel kioskd
