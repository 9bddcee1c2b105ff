# Removing waits until no payment is open. Payments and settings stay.
[ "$1" = 0 ] || exit 0
if [ -d /run/systemd/system ] && [ "$(systemctl show kioskd -p ActiveState --value)" != inactive ]; then
  kioskd stop --wait "${KIOSK_WAIT:-10m}" || exit 1
fi
systemctl disable --quiet kioskd 2>/dev/null || rm -f /etc/systemd/system/multi-user.target.wants/kioskd.service
exit 0
