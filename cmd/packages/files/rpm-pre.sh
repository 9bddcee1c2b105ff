# An upgrade begins when no payment is open. rpm itself refuses a downgrade.
if [ "$1" -gt 1 ] && [ -d /run/systemd/system ] && [ "$(systemctl show kioskd -p ActiveState --value)" != inactive ]; then
  kioskd stop --wait "${KIOSK_WAIT:-10m}" || exit 1
fi
exit 0
