#!/bin/sh
# Makes the user, the folders, a first configuration, and the service that starts
# with the machine: all of it by kioskd install, which undoes what fails.
set -e
case "$1" in
configure) ;;
abort-*)
  # What was there stays, and goes on, if it was on.
  if [ -d /run/systemd/system ] && systemctl -q is-enabled kioskd; then
    systemctl start kioskd
  fi
  exit 0
  ;;
*) exit 0 ;;
esac
mkdir -p /etc/systemd/system/kioskd.service.d
version=$(systemctl --version 2>/dev/null | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
if [ "${version:-0}" -ge 254 ]; then
  ln -sf /usr/share/kioskd/growing-delays.conf /etc/systemd/system/kioskd.service.d/50-growing-delays.conf
else
  rm -f /etc/systemd/system/kioskd.service.d/50-growing-delays.conf
  rmdir --ignore-fail-on-non-empty /etc/systemd/system/kioskd.service.d
fi
if ! [ -d /run/systemd/system ]; then
  # An image is being made: the service starts with the machine that it is for.
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
if [ -n "$2" ] && ! systemctl -q is-enabled kioskd; then
  echo "kioskd stays switched off, as it was; start it with: kioskd install"
  exit 0
fi
kioskd install
