#!/bin/sh
# The stand-in's prerequisite checks: some of the original's, all evaluated; 0 ok, 1 at least one failed, 2 wrong usage.
# Usage: prereq_check_install.sh -r Agent|MasterTarget -v VMWARE|AZURE -j ERRORS -l LOG
here=$(cd "$(dirname "$0")" && pwd)
errors= log=/dev/null
while getopts r:v:j:l:h option; do
    case $option in
    j) errors=$OPTARG ;;
    l) log=$OPTARG ;;
    r | v) ;;
    *) exit 2 ;;
    esac
done
[ -n "$errors" ] || exit 2
. "$here/libcommon.sh"
rm -f "$errors"
found=

failed() {
    say "check $1 failed: $2"
    [ -z "$found" ] || found=$found,
    found="$found{\"error_name\":\"$1\",\"error_params\":{},\"default_message\":\"$2\"}"
}

kernel=$(uname -r)
token=$(sh "$here/OS_details.sh" print)
case " $(locale -a 2>/dev/null | tr '\n' ' ') " in
*" C "*) ;;
*) failed ASRMobilityServiceCLocaleNotAvailable "The C locale is missing." ;;
esac
[ -n "$(hostname)" ] || failed ASRMobilityServiceHostNameNotSet "The host name is not set."
[ "$(free_kb /)" -ge 1048576 ] || failed ASRMobilityServiceFreeSpaceOnRootNotSufficient "/ has too little free space."
case $token in
UBUNTU* | DEBIAN*)
    grep -qxF "$kernel" "$here/supported_kernels" ||
        failed ASRMobilityServiceKernelNotSupported "The kernel $kernel is not supported."
    command -v dhclient >/dev/null || failed ASRMobilityServiceDhcpClientNotAvailable "dhclient is missing."
    ;;
esac
[ -d "/lib/modules/$kernel/kernel/drivers/char" ] ||
    failed ASRMobilityServiceKernelDirectoryNotExist "The folder of the kernel $kernel is missing."
for folder in / /boot /etc /var; do
    [ -w "$folder" ] || failed ASRMobilityServiceDirsNotWritable "$folder is not writable."
done
if [ -f /boot/grub/grub.cfg ] && grep -q 'root=/dev/[sh]d' /boot/grub/grub.cfg; then
    failed ASRMobilityServiceGrubDeviceNameChange "GRUB names a device instead of a UUID."
fi
[ -z "$found" ] && exit 0
printf '{"Errors":[%s]}\n' "$found" >"$errors"
exit 1
