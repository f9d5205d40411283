#!/bin/sh
# With any first argument: print the operating system's token. First existing file decides; only x86_64 has tokens.
OS=
if [ "$(uname -m)" = x86_64 ]; then
    if [ -f /etc/oracle-release ]; then
        case "$(cat /etc/oracle-release)" in
        *"release 7"*) OS=OL7-64 ;;
        *"release 8"*) OS=OL8-64 ;;
        esac
    elif [ -f /etc/redhat-release ]; then
        case "$(cat /etc/redhat-release)" in
        *"release 7"*) OS=RHEL7-64 ;;
        *"release 8"*) OS=RHEL8-64 ;;
        *"release 9"*) OS=RHEL9-64 ;;
        esac
    elif [ -f /etc/lsb-release ]; then
        while IFS='=' read -r key value; do
            [ "$key" = DISTRIB_RELEASE ] && OS=UBUNTU-$value-64
        done </etc/lsb-release
    elif [ -f /etc/debian_version ]; then
        IFS= read -r version </etc/debian_version
        OS=DEBIAN${version%%.*}-64
    fi
fi
[ -z "${1:-}" ] || printf '%s\n' "$OS"
