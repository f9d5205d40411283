# Give the host's lock back, if it is TOKEN's.
held=
[ ! -f "$LOCK/holder" ] || IFS= read -r held <"$LOCK/holder"
if [ "$held" = "$TOKEN" ]; then
    rm -rf "$LOCK"
    rmdir "${LOCK%/*}" 2>/dev/null
fi
echo free
