#!/bin/sh
# Runs a command where there is no network at all: a namespace of its own that has nothing but loopback. At its end it
# says how many packets had nowhere to go (Ip OutNoRoutes, IPv4 and IPv6). Linux only.
set -e
[ "$INSIDE_LOOPBACK" ] || exec env INSIDE_LOOPBACK=1 unshare --map-root-user --net "$0" "$@"
ip link set lo up
[ "$(ip -o link show up | wc -l)" = 1 ] || { echo "loopback: another network is here" >&2; exit 2; }
status=0
"$@" || status=$?
four=$(awk '$1 == "Ip:" { row++; if (row == 1) { for (i = 2; i <= NF; i++) if ($i == "OutNoRoutes") at = i } else print $at }' /proc/net/snmp)
six=$(awk '$1 == "Ip6OutNoRoutes" { print $2 }' /proc/net/snmp6)
echo "loopback: packets that had nowhere to go: $four (IPv4), $six (IPv6)"
exit $status
