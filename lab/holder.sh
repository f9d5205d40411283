# The first process of a practice host, in namespaces of its own: lays out the mounts, says "ready" with its process id
# as the machine sees it, and then waits. It ends when its standard input ends, so no host outlives the program that began it.
# Usage: sh holder.sh ROOT NAME own-processes|machine-processes [COMMAND...]
set -e
root=$1
name=$2
processes=$3
shift 3
read -r pid rest </proc/self/stat

mount --bind "$root" "$root"
cd "$root"
hostname "$name"

# The host's own folders are reached through mnt while the machine's lie over them.
mount --bind usr/local mnt
mount --rbind /usr usr
[ ! -d /etc/alternatives ] || mount --bind /etc/alternatives etc/alternatives
while read -r _ _ _ _ mounted options _; do # the old options are kept: a user may not drop nosuid and the like
    case $mounted in
        "$root/usr" | "$root/usr/"* | "$root/etc/alternatives") mount -o "remount,bind,$options,ro" "$mounted" ;;
    esac
done </proc/self/mountinfo
for folder in usr etc/alternatives; do
    if [ -d "/$folder" ] && [ -w "$folder" ]; then
        echo "/$folder of the machine could not be made read-only below $root." >&2
        exit 1
    fi
done
mount --bind mnt usr/local
umount mnt

for node in full null random tty urandom zero; do
    mount --bind "/dev/$node" "dev/$node"
done

mount --bind proc mnt
if [ "$processes" = own-processes ]; then
    mount -t proc proc proc
else
    mount --rbind /proc proc
fi
for file in cmdline version sys/kernel/osrelease sys/kernel/random/boot_id; do
    mount --bind "mnt/$file" "proc/$file"
done
umount mnt

pivot_root . mnt
cd /
umount -l mnt
printf 'ready %s\n' "$pid"

exec 3<&0 </dev/null >/dev/null 2>&1
if [ "$#" -gt 0 ]; then "$@" 3<&- & fi
cat <&3 & # a shell that waits also reaps what was orphaned
wait $!
