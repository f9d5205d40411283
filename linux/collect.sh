# siteprep's collector for Linux. It reads, changes nothing and judges nothing. Standard output is the evidence:
#     sh collect.sh > host.txt          (as root, or some sections say that they were refused)
# SITEPREP_INSTALL_DIR names the folder the agent is to go to; without it /usr/local/ASR is looked at.
# Each section ends with its exit code; 127 with no output means that the file or command is not on this host.
# Plain POSIX sh, and few commands: it must run in dash, in busybox and in the bash 3 of old systems.

# The host's own commands come first; the system folders are missing from many login paths.
PATH=${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/sbin:/sbin
LC_ALL=C
export PATH LC_ALL
unset LANGUAGE
install_dir=${SITEPREP_INSTALL_DIR:-/usr/local/ASR}
nonce=$(od -An -tx1 -N16 /dev/urandom | tr -d ' \n')
exec 3>&1

# section NAME COMMAND...: run a command and tell what it printed, how it ended and what it complained about.
section() {
    name=$1
    shift
    case " ${SITEPREP_SECTIONS:-$name} " in # without a choice, all of them
    *" $name "*) ;;
    *) return ;;
    esac
    printf '%s begin %s\n' "$nonce" "$name"
    errors=$("$@" 2>&1 1>&3 3>&- </dev/null)
    code=$?
    printf '\n%s end %s %s\n' "$nonce" "$name" "$code"
    if [ -n "$errors" ]; then
        printf '%s\n' "$errors" | while IFS= read -r line; do
            printf '%s error %s %s\n' "$nonce" "$name" "$line"
        done
    fi
}

has() {
    command -v "$1" >/dev/null 2>&1
}

# What asks a daemon or a disk may hang. Old systems have no timeout, and old busybox another one.
if timeout 10 true >/dev/null 2>&1 </dev/null; then
    guarded() { timeout 10 "$@"; }
else
    guarded() {
        "$@" &
        asked=$!
        (
            trap 'exit 0' TERM
            sleep 10 &
            wait "$!"
            kill "$asked"
        ) >/dev/null 2>&1 3>&- &
        watcher=$!
        wait "$asked"
        ended=$?
        kill "$watcher" 2>/dev/null
        return "$ended"
    }
fi

# exists PATH: 127 when it is not there; 1 with a complaint when a folder on the way may not be entered.
exists() {
    [ -e "$1" ] && return 0
    folder=$1
    while [ -n "$folder" ]; do
        folder=${folder%/*}
        if [ -d "$folder" ] && [ ! -x "$folder" ]; then
            echo "$folder: Permission denied" >&2
            return 1
        fi
    done
    return 127
}

show() {
    exists "$1" || return
    cat "$1"
}

# Boot loader files may hold passwords, which must not leave the host.
show_without_passwords() {
    exists "$1" || return
    [ -r "$1" ] || { echo "$1: Permission denied" >&2; return 1; }
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
            *[Pp][Aa][Ss][Ss][Ww]*) ;;
            *) printf '%s\n' "$line" ;;
        esac
    done <"$1"
}

# value KEY COMMAND...: one line KEY=OUTPUT; no line at all when the command fails.
value() {
    key=$1
    shift
    answer=$("$@") && printf '%s=%s\n' "$key" "$answer"
}

identity() {
    failed=0
    value uid id -u || failed=1
    value user id -un || failed=1
    value system uname -s || failed=1
    value machine uname -m || failed=1
    value kernel uname -r || failed=1
    if has hostname; then
        value host_name hostname || failed=1
    else
        value host_name uname -n || failed=1
    fi
    return $failed
}

free_space() {
    exists "$1" || return
    guarded df -Pk "$1"
}

# The folder itself may not be there yet: its nearest existing parent lies on the same file system.
free_space_for_install() {
    folder=$install_dir
    while [ -n "$folder" ] && [ ! -d "$folder" ]; do
        case $folder in
            */*) folder=${folder%/*} ;;
            *) folder= ;;
        esac
    done
    guarded df -Pk "${folder:-/}"
}

# The original's push copies the agent below /tmp.
free_space_for_copy() {
    guarded df -Pk /tmp
}

install_folder() {
    printf '%s\n' "$install_dir"
}

mapped_devices() {
    has dmsetup || return 127
    guarded dmsetup table
}

# Disks, their partitions and what the device mapper made of them, as the kernel lists them:
#     disk NAME | part NAME DISK | mapped NAME DEVICE-MAPPER-NAME UUID | slave MAPPED-NAME NAME
block_devices() {
    [ -d /sys/block ] || return 127
    for path in /sys/block/*; do
        [ -e "$path" ] || continue
        name=${path##*/}
        case $name in
            loop* | ram* | zram* | fd* | sr*) continue ;;
            dm-*)
                mapped='' uuid=''
                [ -r "$path/dm/name" ] && read -r mapped <"$path/dm/name"
                [ -r "$path/dm/uuid" ] && read -r uuid <"$path/dm/uuid"
                printf 'mapped %s %s %s\n' "$name" "${mapped:--}" "${uuid:--}"
                ;;
            *) printf 'disk %s\n' "$name" ;;
        esac
        for slave in "$path"/slaves/*; do
            [ -e "$slave" ] && printf 'slave %s %s\n' "$name" "${slave##*/}"
        done
        for part in "$path/$name"*; do
            [ -e "$part/dev" ] && printf 'part %s %s\n' "${part##*/}" "$name"
        done
    done
    return 0
}

physical_volumes() {
    has pvs || return 127
    guarded pvs --noheadings --separator '|' -o pv_name,vg_name
}

# Which commands that the agent or siteprep may need are on the host.
commands_here() {
    for command in vgdisplay lvdisplay mokutil systemctl rpm openssl curl wget python3 ip ss; do
        if has "$command"; then echo "yes $command"; else echo "no $command"; fi
    done
}

kernel_folder() {
    folder=/lib/modules/$(uname -r)/kernel/drivers/char
    if [ -d "$folder" ]; then echo "yes $folder"; else echo "no $folder"; fi
}

# Which drivers of Hyper-V the boot image of an old kernel has; newer kernels are not asked.
boot_image() {
    kernel=$(uname -r)
    case $kernel in
        2.6.*) ;;
        *) return 127 ;;
    esac
    for image in "/boot/initramfs-$kernel.img" "/boot/initrd-$kernel.img"; do
        [ -e "$image" ] || continue
        [ -r "$image" ] || { echo "$image: Permission denied" >&2; return 1; }
        printf 'file %s\n' "$image"
        if has lsinitrd; then
            guarded lsinitrd "$image" | grep -o 'hv_[a-z]*\.ko'
        elif has cpio && has gunzip; then
            gunzip -c "$image" | cpio -t 2>/dev/null | grep -o 'hv_[a-z]*\.ko'
        else
            echo 'neither lsinitrd nor cpio is there' >&2
            return 1
        fi
        return 0
    done
    echo "there is no boot image of $kernel below /boot" >&2
    return 1
}

run_level() {
    if has systemctl; then
        if [ "$(guarded systemctl is-active shutdown.target 2>/dev/null)" = activating ]; then echo 0; else echo 3; fi
        return 0
    fi
    has runlevel || return 127
    guarded runlevel | { read -r _ level && printf '%s\n' "$level"; }
}

locales() {
    has locale || return 127
    guarded locale -a
}

# yes or no for each thing that may be there.
dhcp_clients() {
    for client in dhclient dhcpcd /usr/lib/wicked/bin/wickedd-dhcp4; do
        if has "$client"; then echo "yes $client"; else echo "no $client"; fi
    done
}

writable() {
    for folder in / /boot /etc /var; do
        if [ -w "$folder" ]; then echo "yes $folder"; else echo "no $folder"; fi
    done
}

sshd_effective() {
    has sshd || return 127
    # Old versions insist on being called by their full path.
    guarded "$(command -v sshd)" -T
}

# Each file after a line `file PATH`; every other line starts with a blank, so that no file can name another one.
sshd_files() {
    exists /etc/ssh/sshd_config || return
    for file in /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf; do
        [ -f "$file" ] || continue
        [ -r "$file" ] || { echo "$file: Permission denied" >&2; return 1; }
        printf 'file %s\n' "$file"
        while IFS= read -r line || [ -n "$line" ]; do
            printf ' %s\n' "$line"
        done <"$file"
    done
}

clock() {
    date +%s
}

synchronised() {
    if has timedatectl && guarded timedatectl show -p NTPSynchronized 2>/dev/null; then return 0; fi
    # Before systemd 239 there is no `show`.
    if has timedatectl && guarded timedatectl status 2>/dev/null; then return 0; fi
    if has chronyc; then guarded chronyc tracking; return; fi
    return 127
}

secure_boot() {
    if has mokutil; then guarded mokutil --sb-state 2>&1; return 0; fi
    [ -d /sys/firmware/efi ] || { echo 'no EFI'; return 0; }
    variable=/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c
    exists "$variable" || return
    printf 'variable'
    od -An -tu1 "$variable"
}

# The lines of drscout.conf that name the server; the rest stays on the host.
agent_configuration() {
    folder=
    if [ -r /usr/local/.vx_version ]; then
        while IFS='=' read -r key text || [ -n "$key" ]; do
            [ "$key" = INSTALLATION_DIR ] && folder=$text
        done </usr/local/.vx_version
    fi
    file=/usr/local/drscout.conf
    for part in etc Vx/etc; do # the folder is written with /Vx, or without it
        if [ -n "$folder" ] && [ -e "$folder/$part/drscout.conf" ]; then file=$folder/$part/drscout.conf; fi
    done
    exists "$file" || return
    [ -r "$file" ] || { echo "$file: Permission denied" >&2; return 1; }
    printf 'file %s\n' "$file"
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
            Hostname*=* | CSType*=* | VmPlatform*=* | VM_PLATFORM*=* | Role*=*) printf '%s\n' "$line" ;;
        esac
    done <"$file"
}

agent_service() {
    [ -e /usr/local/.vx_version ] || return 127
    if [ -x /etc/init.d/vxagent ]; then guarded /etc/init.d/vxagent status; return; fi
    has systemctl || return 127
    guarded systemctl is-active vxagent
}

# Disks as the kernel describes them: disk NAME SECTORS-OF-512-BYTES LOGICAL-SECTOR PHYSICAL-SECTOR PLACE-IN-SYSFS
disks() {
    [ -d /sys/block ] || return 127
    echo looked
    for path in /sys/block/*; do
        [ -e "$path" ] || continue
        name=${path##*/}
        case $name in
            loop* | ram* | zram* | fd* | sr* | dm-* | md*) continue ;;
        esac
        line=$name
        for file in size queue/logical_block_size queue/physical_block_size; do
            number=-
            [ -r "$path/$file" ] && read -r number <"$path/$file"
            line="$line ${number:--}"
        done
        printf 'disk %s %s\n' "$line" "$(cd "$path" && pwd -P)"
    done
}

# Which devices a btrfs file system is spread over: device FILE-SYSTEM-UUID NAME
btrfs_devices() {
    [ -d /sys/fs/btrfs ] || return 127
    echo looked
    for path in /sys/fs/btrfs/*/devices/*; do
        [ -e "$path" ] || continue
        name=${path##*/}
        path=${path%/devices/*}
        printf 'device %s %s\n' "${path##*/}" "$name"
    done
}

addresses() {
    if has ip; then guarded ip -o addr show; return; fi
    has ifconfig || return 127
    guarded ifconfig -a
}

listeners() {
    if has ss; then guarded ss -tlnp; return; fi
    if has netstat; then guarded netstat -tlnp; return; fi
    exists /proc/net/tcp || return
    cat /proc/net/tcp
    [ ! -r /proc/net/tcp6 ] || cat /proc/net/tcp6
}

bonds() {
    echo looked
    for path in /sys/class/net/*/bonding /sys/class/net/*/team; do
        [ -e "$path" ] || continue
        path=${path%/*}
        printf 'bond %s\n' "${path##*/}"
    done
}

# proxy_line WHERE NAME ADDRESS: user and password are taken out, they must not leave the host.
proxy_line() {
    address=$3
    case $address in
        *://*@*) address="${address%%://*}://***@${address##*@}" ;;
        *@*) address="***@${address##*@}" ;;
    esac
    printf 'proxy %s %s %s\n' "$1" "$2" "$address"
}

proxies() {
    echo looked
    for name in http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY; do
        eval "address=\${$name:-}"
        [ -z "$address" ] || proxy_line environment "$name" "$address"
    done
    for file in /etc/environment /etc/profile /etc/profile.d/*.sh /etc/sysconfig/proxy; do
        [ -r "$file" ] || continue
        # shellcheck disable=SC2094  # nothing is written to the file; its name is only told
        while IFS= read -r line || [ -n "$line" ]; do
            line=${line#export }
            name=${line%%=*}
            case $name in
                *[!A-Za-z_]*) ;;
                http_proxy | https_proxy | all_proxy | HTTP_PROXY | HTTPS_PROXY | ALL_PROXY)
                    address=${line#*=}
                    address=${address#[\"\']}
                    address=${address%%[\"\']*}
                    [ -z "$address" ] || proxy_line "$file" "$name" "$address"
                    ;;
            esac
        done <"$file"
    done
}

# The lines that name time servers; keys and the rest stay on the host.
time_sources() {
    echo looked
    for file in /etc/chrony.conf /etc/chrony/chrony.conf /etc/chrony/sources.d/*.sources /etc/chrony/conf.d/*.conf \
        /etc/ntp.conf /etc/ntpsec/ntp.conf /etc/systemd/timesyncd.conf /etc/systemd/timesyncd.conf.d/*.conf; do
        [ -f "$file" ] || continue
        [ -r "$file" ] || { echo "$file: Permission denied" >&2; return 1; }
        while read -r word rest || [ -n "$word" ]; do
            case $word in
                server | pool | peer) printf 'source %s %s\n' "$file" "${rest%% *}" ;;
                NTP=?*) for server in ${word#NTP=} $rest; do printf 'source %s %s\n' "$file" "$server"; done ;;
            esac
        done <"$file"
    done
}

# Units that matter here, in systemd's own words; 127 where systemd does not run.
services() {
    has systemctl || return 127
    set -- # one argument for each unit
    for name in sshd ssh firewalld ufw chronyd chrony ntpd ntp systemd-timesyncd waagent walinuxagent vmtoolsd \
        open-vm-tools multipathd lvm2-lvmetad docker vxagent uarespawnd; do
        set -- "$@" "$name.service"
    done
    guarded systemctl show -p Id -p LoadState -p ActiveState -p UnitFileState "$@"
}

# Processes of package managers and of services that matter here.
processes() {
    echo looked
    for file in /proc/[0-9]*/stat; do
        { read -r line <"$file"; } 2>/dev/null || continue
        line=${line#*(}
        line=${line%)*}
        case $line in
            apt | apt-get | aptitude | dpkg | unattended-upgr | yum | dnf | dnf5 | microdnf | rpm | zypper | \
                sshd | chronyd | ntpd | systemd-timesyn | multipathd | svagents | appservice) printf 'process %s\n' "$line" ;;
        esac
    done
}

selinux() {
    for file in /sys/fs/selinux/enforce /selinux/enforce; do
        [ -r "$file" ] || continue
        cat "$file"
        return
    done
    has getenforce || return 127
    guarded getenforce
}

# The machine as its firmware describes it: KEY=TEXT
hardware() {
    if [ -d /sys/class/dmi/id ]; then
        for key in sys_vendor product_name product_uuid chassis_asset_tag bios_vendor; do
            text=
            [ -r "/sys/class/dmi/id/$key" ] && read -r text <"/sys/class/dmi/id/$key"
            printf '%s=%s\n' "$key" "$text"
        done
    elif has dmidecode; then
        value sys_vendor guarded dmidecode -s system-manufacturer || return
        value product_name guarded dmidecode -s system-product-name
        value product_uuid guarded dmidecode -s system-uuid
        value chassis_asset_tag guarded dmidecode -s chassis-asset-tag
        value bios_vendor guarded dmidecode -s bios-vendor
    else
        return 127
    fi
}

capacity() {
    exists /proc/meminfo || return
    grep -E '^(MemTotal|MemFree|MemAvailable):' /proc/meminfo
    printf 'processors: '
    grep -c '^processor' /proc/cpuinfo
}

is_rpm_system() {
    has rpm && [ ! -e /etc/debian_version ]
}

# Versions of the packages that matter here; the first line names the package manager.
packages() {
    set -- openssh openssh-client openssh-clients openssh-server openssl openssl-3 openssl-1_1 lvm2 multipath-tools \
        lsscsi python-pyasn1 kpartx open-vm-tools
    if is_rpm_system; then
        echo rpm
        guarded rpm -q --qf '%{NAME} %{VERSION}-%{RELEASE}\n' "$@"
        [ $? -lt 124 ] # its code is the number of packages that are not installed
    elif has dpkg-query; then
        echo dpkg
        # shellcheck disable=SC2016  # dpkg-query's own variables
        guarded dpkg-query -W -f '${Package} ${Version} ${Status}\n' "$@" 2>/dev/null
        [ $? -le 1 ] # 1: some are not installed
    else
        return 127
    fi
}

rpm_database() {
    is_rpm_system || return 127
    guarded rpm --verifydb >&2
    case $? in
        0) echo consistent ;;
        124 | 126 | 127 | 143) return 1 ;;
        *) echo inconsistent ;;
    esac
}

# Why the host waits to be restarted: file PATH | kernel NAME (installed after the running one)
pending_reboot() {
    echo looked
    for file in /var/run/reboot-required /run/reboot-needed; do
        if [ -e "$file" ]; then printf 'file %s\n' "$file"; fi
    done
    running=/boot/vmlinuz-$(uname -r)
    [ -e "$running" ] || return 0
    for file in /boot/vmlinuz-*; do
        case $file in
            *rescue* | *.old | *.hmac | "$running") continue ;;
        esac
        # shellcheck disable=SC3013  # every sh of a Linux system knows -nt
        if [ "$file" -nt "$running" ]; then printf 'kernel %s\n' "${file#/boot/vmlinuz-}"; fi
    done
}

files_here() {
    for file in /etc/.appliedmtcustomchanges /usr/local/.fx_version; do
        if [ -e "$file" ]; then echo "yes $file"; else echo "no $file"; fi
    done
}

# The names of siteprep's own run folders.
jobs_here() {
    exists /var/lib/siteprep || return
    [ -r /var/lib/siteprep ] || { echo '/var/lib/siteprep: Permission denied' >&2; return 1; }
    echo 'folder /var/lib/siteprep'
    for folder in /var/lib/siteprep/*/; do
        [ -d "$folder" ] || continue
        folder=${folder%/}
        printf 'job %s\n' "${folder##*/}"
    done
}

printf 'siteprep-evidence 1 %s\n' "$nonce"
section clock clock
section identity identity
for file in oracle-release redhat-release SuSE-release os-release lsb-release debian_version; do
    section "file:/etc/$file" show "/etc/$file"
done
section install-folder install_folder
section df-root free_space /
section df-boot free_space /boot
section df-install free_space_for_install
section df-copy free_space_for_copy
section mount guarded mount
section file:/proc/cmdline show /proc/cmdline
for file in /boot/grub/grub.cfg /boot/grub2/grub.cfg /boot/grub/menu.lst /etc/default/grub; do
    section "file:$file" show_without_passwords "$file"
done
section mapped-devices mapped_devices
section block-devices block_devices
section physical-volumes physical_volumes
section disks disks
section btrfs-devices btrfs_devices
section commands commands_here
section kernel-folder kernel_folder
section boot-image boot_image
section run-level run_level
section locales locales
section dhcp-clients dhcp_clients
section writable writable
section sshd sshd_effective
section sshd-files sshd_files
section synchronised synchronised
section secure-boot secure_boot
section time-sources time_sources
section file:/etc/hosts show /etc/hosts
section addresses addresses
section listeners listeners
section bonds bonds
section proxies proxies
section services services
section processes processes
section selinux selinux
section fips show /proc/sys/crypto/fips_enabled
section hardware hardware
section capacity capacity
section packages packages
section rpm-database rpm_database
section pending-reboot pending_reboot
section files files_here
section azure-encryption show /var/lib/azure_disk_encryption_config/azure_crypt_mount
section agent show /usr/local/.vx_version
section agent-configuration agent_configuration
section agent-service agent_service
section agent-id show /usr/local/.vx_host_id
section jobs jobs_here
[ -z "${probe_list:-}" ] || section probes probe_all
printf '%s done\n' "$nonce"
exec 3>&-
