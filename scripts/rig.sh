# What the rigs share: tools of pinned versions, steps with their times, waiting
# with a limit, and the card company's ledger. It is sourced, with $rig set to the
# rig's name.

# want COMMAND PACKAGE...: notes packages to install where a command is missing.
wanted=()
want() {
  local command=$1
  shift
  command -v "$command" >/dev/null 2>&1 || wanted+=("$@")
}
install_wanted() {
  [ ${#wanted[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || fail "please install these by hand: ${wanted[*]}"
  echo "installing ${wanted[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
}

fail() {
  echo "$rig: FAILED: $*" >&2
  exit 1
}

begun=$(date +%s%N)
before=$begun
# say WHAT: a step is done; since the beginning, and since the step before.
say() {
  local now
  now=$(date +%s%N)
  printf '%6.1f s  +%5.1f s  %s\n' "$(((now - begun) / 100000000))e-1" "$(((now - before) / 100000000))e-1" "$*"
  before=$now
}

# until_true SECONDS WHAT COMMAND...: waits until a command succeeds, and tries it
# every $pause seconds.
pause=0.25
until_true() {
  local limit=$1 end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || fail "not within $limit s: $what"
    sleep "$pause"
  done
}

# van FILE: the sum of what stands at the card company, by the simulator's state.
van() { jq '[.ledger.entries[] | select((.voided or .reversed) | not) | .amount] | add // 0' "$1"; }

# meets SUM: the report of kioskd books, on the standard input, has that sum in the
# journal and at HQ, and no difference.
meets() { jq -e --argjson sum "$1" '.sum.net == $sum and .hq.compared and .hq.amount == $sum and (.differences | length) == 0'; }
