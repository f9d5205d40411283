#!/bin/sh
# The stand-in's uninstaller: -Y silent; 0 done, 1 usage or no agent.
[ "${1:-}" = -Y ] || exit 1
[ -f /usr/local/.vx_version ] || exit 1
dir=$(cd "$(dirname "$0")" && pwd)
/etc/init.d/vxagent stop
rm -rf "$dir/Vx" /usr/local/InMage /etc/vxagent /etc/init.d/vxagent
rm -f /usr/local/.vx_version /usr/local/.vx_host_id /usr/local/drscout.conf "$dir/uninstall.sh"
echo "STAND-IN uninstalled" >>/var/log/ua_uninstall.log
