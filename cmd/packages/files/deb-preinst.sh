#!/bin/sh
# An older kioskd may not understand the journal of a newer one: never downgrade.
set -e
if [ "$1" = upgrade ] && dpkg --compare-versions "$2" gt "@VERSION@"; then
  echo "kioskd $2 is installed, and @VERSION@ is older: it might not read this kiosk's journal. Nothing was changed." >&2
  exit 1
fi
exit 0
