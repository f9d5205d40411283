#!/bin/sh
# siteprep's stand-in for the configurator: the real flags, files and exit codes. Its "server" is the SHA-256 of the
# right passphrase in /etc/practice-agent.conf; the real pauses between tries are left out.
here=$(cd "$(dirname "$0")" && pwd)
server= passphrase_file= cstype=CSLegacy port=443 source_config= log=/var/log/ua_install.log
errors=/var/log/InstallerErrors.json
FORCE_CONFIGURE_EXIT= PASSPHRASE_SHA256= CONFIGURE_SECONDS=0
[ ! -f /etc/practice-agent.conf ] || . /etc/practice-agent.conf
while getopts i:P:c:p:e:S:C:D:U:l:f:r:m:j:qh option; do
    case $option in
    i) server=$OPTARG ;;
    P) passphrase_file=$OPTARG ;;
    c) cstype=$OPTARG ;;
    p) port=$OPTARG ;;
    e) case $OPTARG in *[!0-9.]* | '') exit 3 ;; esac ;;
    S) source_config=$OPTARG ;;
    l) log=$OPTARG ;;
    f) errors=$OPTARG ;;
    C | D | U | r | m | j | q) ;;
    h) echo "Usage: UnifiedAgentConfigurator.sh -i SERVER -P PASSPHRASE-FILE -c CSLegacy [-q]"; exit 0 ;;
    *) exit 1 ;;
    esac
done
. "$here/libcommon.sh"
version=$(value_of VERSION /usr/local/.vx_version)
dir=$(value_of INSTALLATION_DIR /usr/local/.vx_version)
configuration=$dir/etc/drscout.conf
if [ -z "$version" ] || [ ! -f "$configuration" ]; then exit 1; fi
if [ "$cstype" = CSPrime ]; then
    [ -f "$source_config" ] || exit 1
else
    if [ -z "$server" ] || [ ! -f "$passphrase_file" ]; then exit 1; fi
    registered=$(value_of Hostname "$configuration")
    if [ -n "$registered" ] && [ "$registered" != "$server" ]; then exit 13; fi
fi
say "STAND-IN configuration for ${server:-CSPrime} started"
sleep "$CONFIGURE_SECONDS"
[ -z "$FORCE_CONFIGURE_EXIT" ] || exit "$FORCE_CONFIGURE_EXIT"
if [ "$cstype" = CSLegacy ]; then
    IFS= read -r passphrase <"$passphrase_file"
    right=$(printf '%s' "$passphrase" | sha256sum)
    [ "${right%% *}" = "$PASSPHRASE_SHA256" ] || exit 14
    (umask 077; printf '%s\n' "$passphrase" >/usr/local/InMage/private/connection.passphrase)
    {
        printf '[vxagent]\nHostname=%s\nPort=%s\nRole=Agent\n' "$server" "$port"
        printf 'VmPlatform=%s\nCSType=%s\n' "$(value_of VmPlatform "$configuration")" "$cstype"
    } >"$configuration.new"
    mv "$configuration.new" "$configuration"
    cp "$configuration" /usr/local/drscout.conf
fi
write_version "$version" "$dir" "$(value_of OS_BUILT_FOR /usr/local/.vx_version)" Succeeded
/etc/init.d/vxagent start || exit 44
say "STAND-IN configuration finished"
