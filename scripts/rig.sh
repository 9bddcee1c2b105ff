# What the rigs share: tools of pinned versions, steps with their times, waiting
# with a limit, sales, and the card company's ledger beside the kiosk's books. It is
# sourced, with $rig set to the rig's name.

# Every limit is for a quiet host, with room to spare; SLOW=3 has a rig wait three
# times as long.
slow=${SLOW:-1}

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
last_said=$begun
seconds() { printf '%d.%d' $(($1 / 1000000000)) $(($1 / 100000000 % 10)); }
# say WHAT: a step is done; since the beginning, and since the step before.
say() {
  local now
  now=$(date +%s%N)
  printf '%6s s  +%5s s  %s\n' "$(seconds $((now - begun)))" "$(seconds $((now - last_said)))" "$*"
  last_said=$now
}

# until_true SECONDS WHAT COMMAND...: waits until a command succeeds, and tries it
# every $pause seconds.
pause=0.25
until_true() {
  local limit=$(($1 * slow)) what=$2
  local end=$((SECONDS + limit))
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || fail "not within $limit s: $what"
    sleep "$pause"
  done
}

# sale AMOUNT COMMAND...: a payment, which has to be approved; what was said is shown
# where it is not. It is read whole: grep -q in a pipe can end under one who speaks,
# and that counts as a failure of the pipe.
sale() {
  local amount=$1 said code=0
  shift
  said=$("$@" 2>&1) || code=$?
  [[ $code = 0 && $said = *'"status":"approved"'* ]] || fail "payment of $amount was not approved (exit code $code): $said"
}

# van FILE: the sum of what stands at the card company, by the simulator's state.
van() { jq '[.ledger.entries[] | select((.voided or .reversed) | not) | .amount] | add // 0' "$1"; }

# Books are of one day, by the clock of the machine that keeps them, and a run may
# see two. A rig has a command, books ARGUMENTS, that prints the report of kioskd
# books as JSON; before its first payment it calls books_begin.
books_begin() { day_one=$(books | jq -er .day) || fail "the books have no day"; }

# books_meet SUM: that sum is in the journal and at HQ, and no difference.
books_meet() {
  local reports
  reports=$(books) || return 1
  [ "$(jq -r .day <<<"$reports")" = "$day_one" ] || reports+=$(books --day "$day_one") || return 1
  jq -es --argjson sum "$1" '(map(.sum.net) | add) == $sum and (map(.hq.amount // 0) | add) == $sum and
    all(.hq.compared) and (map(.differences | length) | add) == 0' <<<"$reports"
}
