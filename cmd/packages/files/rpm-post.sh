# Makes the user, the folders, a first configuration, and the service that starts
# with the machine: all of it by kioskd install, which undoes what fails.
if ! [ -d /run/systemd/system ]; then
  kioskd install --image
  exit 0
fi
systemctl daemon-reload
# A pad that was plugged in before its rules came gets its name and rights now. In a
# container there is no udev.
if command -v udevadm >/dev/null && udevadm control --reload 2>/dev/null; then
  udevadm trigger --action=change --sysname-match='ttyUSB*' --sysname-match='ttyACM*'
  udevadm settle --timeout=20 || true # a slow device is heard of later
fi
if [ "$1" -gt 1 ] && ! systemctl -q is-enabled kioskd; then
  echo "kioskd stays switched off, as it was; start it with: kioskd install"
  exit 0
fi
kioskd install
