#!/bin/sh
# Tests service discovery from inside a pod and fails when a single check fails.
#
# CHECKS is a folder of files with one check a line:
#   name     HOST             the name has an address
#   members  HOST N           the name has at least N addresses
#   port     HOST NAME        an SRV record gives the number of the port, which accepts a connection
#   connect  HOST:PORT        the port accepts a connection
#   answer   HOST:PORT PATH   the path answers with success over HTTP
#   spread   HOST:PORT N M    N connections reach at least M pods
#   sticky   HOST:PORT N      N connections reach one pod
# Without CHECKS the service of this pod is tested: SERVICE, NAMESPACE and PORT_NAME say which.
set -eu

attempts=3
domain=$(sed -n 's/^search .*[[:space:]]svc\.\([^[:space:]]*\).*/\1/p' /etc/resolv.conf)
if [ -z "$domain" ]; then
  echo "no cluster domain in the search list of /etc/resolv.conf" >&2
  exit 1
fi

# nslookup does not use the search list for a name with dots. HOST is service.namespace, with or without .svc.
full_name() {
  printf '%s.svc.%s\n' "${1%.svc}" "$domain"
}

addresses() {
  timeout 5 nslookup -type=a "$(full_name "$1")" |
    sed -n '/^Name:/,$s/^Address[^:]*:[[:space:]]*//p' | sort -u
}

srv_port() {
  timeout 5 nslookup -type=srv "_$2._tcp.$(full_name "$1")" |
    sed -n 's/.*service = [0-9]* [0-9]* \([0-9]*\) .*/\1/p' | head -n 1
}

# nc gives up after 3 s without a connection. One that is killed after 5 s was connected: the peer waits for us to speak.
connects() {
  address=$(addresses "$1" | head -n 1)
  if [ -z "$address" ] || [ -z "$2" ]; then return 1; fi
  status=0
  timeout 5 nc -w 3 "$address" "$2" </dev/null >/dev/null 2>&1 || status=$?
  case $status in
    0 | 124 | 143) return 0 ;;
    *) return 1 ;;
  esac
}

fetch() {
  timeout 5 wget -q -O - "http://$1$2"
}

# One line for each connection that was answered: the pod that answered it.
answering_pods() {
  left=$2
  while [ "$left" -gt 0 ]; do
    # The answer may end without a line break, and sed leaves it so.
    echo "$(fetch "$1" /api/info | sed -n 's/.*"hostname": *"\([^"]*\)".*/\1/p')"
    left=$((left - 1))
  done
}

# True when every connection was answered, by at least $3 and at most $4 pods.
balance_is() {
  pods=$(answering_pods "$1" "$2")
  answered=$(printf '%s\n' "$pods" | grep -c .)
  distinct=$(printf '%s\n' "$pods" | grep . | sort -u | wc -l)
  echo "  $answered of $2 connections answered by $distinct pods"
  [ "$answered" -eq "$2" ] && [ "$distinct" -ge "$3" ] && [ "$distinct" -le "$4" ]
}

holds() {
  case $1 in
    name) [ -n "$(addresses "$2")" ] ;;
    members) [ "$(addresses "$2" | wc -l)" -ge "$3" ] ;;
    port) connects "$2" "$(srv_port "$2" "$3")" ;;
    connect) connects "${2%:*}" "${2##*:}" ;;
    answer) fetch "$2" "$3" >/dev/null ;;
    spread) balance_is "$2" "$3" "$4" "$3" ;;
    sticky) balance_is "$2" "$3" 1 1 ;;
    *)
      echo "unknown check: $1" >&2
      return 1
      ;;
  esac
}

# A Service is programmed on every node within a second or two of a change: one failure is not yet news.
holds_soon() {
  tries=$attempts
  until holds "$@"; do
    tries=$((tries - 1))
    if [ "$tries" -eq 0 ]; then return 1; fi
    sleep 2
  done
}

own_checks() {
  host="$SERVICE.$NAMESPACE"
  echo "name $host"
  echo "port $host $PORT_NAME"
  # By its short name, as the pods of the namespace call it.
  echo "answer $SERVICE:$(srv_port "$host" "$PORT_NAME") /readyz"
}

if [ -n "${CHECKS:-}" ]; then
  checks=$(cat "$CHECKS"/*)
else
  checks=$(own_checks)
fi

passed=0
failed=0
while read -r kind first second third; do
  case $kind in
    '' | '#'*) continue ;;
  esac
  if holds_soon "$kind" "$first" "$second" "$third" </dev/null; then
    echo "ok    $kind $first $second $third"
    passed=$((passed + 1))
  else
    echo "FAIL  $kind $first $second $third"
    failed=$((failed + 1))
  fi
done <<EOF
$checks
EOF

echo "$passed passed, $failed failed"
if [ "$failed" -gt 0 ] || [ "$passed" -eq 0 ]; then exit 1; fi
