# Sourced by scripts/test-service, after rig.sh: a Debian machine with its own systemd
# (systemd-nspawn), a card pad, a card company and HQ beside it in one network, and
# the words in which the rig asks how kioskd is. Sets up $work, $root and $net; the programs are in $built.

want debootstrap debootstrap
want systemd-nspawn systemd-container
want ip iproute2
want jq jq
install_wanted

# rpm is in the tree for the sake of our rpm alone: Debian itself has no use for it.
cache=${KIOSKD_CACHE:-$HOME/.cache/kioskd}
tree=$cache/bookworm-service-rpm
if ! [ -d "$tree" ]; then
  echo "making a Debian tree in $tree"
  mkdir -p "$cache"
  rm -rf "$tree.new"
  debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,rpm bookworm "$tree.new" >"$cache/debootstrap.log" 2>&1
  rm -rf "$tree.new"/var/cache/apt/archives/*.deb
  mv "$tree.new" "$tree"
fi

work=$(mktemp -d)
root=$work/root
net=kioskd-rig-$$
machine=
outside=()
cleanup() {
  local code=$?
  [ "$code" = 0 ] || { inside journalctl -u kioskd -o cat --no-pager -n 40 || true; } 2>/dev/null
  switch_off 2>/dev/null || true
  for pid in "${outside[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  ip netns del "$net" 2>/dev/null || true
  rm -rf "$work"
  exit "$code"
}
trap cleanup EXIT

# logged NAME WHAT COMMAND...: has to succeed; what it said is shown where it does not.
logged() {
  local log=$work/$1.log what=$2
  shift 2
  "$@" >"$log" 2>&1 || { cat "$log"; fail "$what"; }
}
# refused NAME WHY WHAT COMMAND...: has to fail, and to say why.
refused() {
  local log=$work/$1.log why=$2 what=$3
  shift 3
  if "$@" >"$log" 2>&1; then fail "$what"; fi
  grep -q "$why" "$log" || { cat "$log"; fail "refused, but not because '$why'"; }
}

# The machine: its first process is systemd; inside runs a command in it.
switch_on() {
  systemd-nspawn -D "$root" --register=no --keep-unit --network-namespace-path="/run/netns/$net" --console=pipe -b </dev/null >>"$work/console.log" 2>&1 &
  outer=$!
  until_true 60 "the machine has a first process" pgrep -P "$outer"
  machine=$(pgrep -P "$outer" | head -1)
  until_true 180 "the machine is up" is_up
}
is_up() { inside systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; }
inside() { nsenter -t "$machine" -m -p -i -u -n -r "$@"; }
switch_off() { # as by the power switch
  [ -n "$machine" ] || return 0
  kill -9 "$machine"
  wait "$outer" 2>/dev/null || true
  machine=
}
shut_down() { # as by its owner
  inside systemctl poweroff --no-block
  wait "$outer" || true
  machine=
}

# Beside the machine.
ip netns add "$net"
ip -n "$net" link set lo up
in_net() { ip netns exec "$net" "$@"; }
start_pad() { # its customers are told by customer
  mkfifo "$work/customers"
  sleep infinity >"$work/customers" &
  outside+=($!)
  ip netns exec "$net" "$built/padsim" --listen tcp://127.0.0.1:7001 --state "$work/van.json" --pace 0.2 <"$work/customers" >"$work/pad.log" 2>&1 &
  outside+=($!)
}
customer() { echo "$*" >"$work/customers"; }
start_hq() { # keeps its books from one start to the next
  ip netns exec "$net" "$built/kioskhq" serve --store "sqlite:$work/hq.db" >>"$work/hq.log" 2>&1 &
  hq=$!
  outside+=("$hq")
  until_true 60 "HQ listens" in_net "$built/kioskhq" keys shop-1
}
stop_hq() {
  kill "$hq"
  wait "$hq" 2>/dev/null || true
}

# How kioskd is.
show() { inside systemctl show kioskd -p "$1" --value; }
is_active() { [ "$(show ActiveState)" = active ]; }
waiting() { inside kioskd status --json 2>/dev/null | jq .queue.waiting; }
nothing_waits() { [ "$(waiting)" = 0 ]; }
is() { inside kioskd status --json 2>/dev/null | jq -e "$1" >/dev/null; }
is_state() { is ".state | test(\"^($1)\$\")"; }
pad_is_up() { is .pad.up; }
restarted_from() { is_active && [ "$(show MainPID)" != "$1" ] && [ "$(show NRestarts)" -gt "$2" ]; }
runs_version() { [ "$(inside kioskd update status --json | jq -r .running)" = "$1" ]; }
pay() { sale "$1" inside kioskd pad pay --amount "$1" --json; }
books() { inside kioskd books --json "$@"; }
all_meet() { books_meet "$(van "$work/van.json")"; }
