# Take the host's lock for TOKEN, or say who holds it. HOLDER describes whoever takes it. BREAK is the token of a holder
# that is known to be gone, or whose lock the user wants broken.
own_folder "${LOCK%/*}"
write_holder() {
    printf '%s\n%s\n' "$TOKEN" "$HOLDER" >"$LOCK/holder.new"
    mv "$LOCK/holder.new" "$LOCK/holder"
}

if mkdir -m 700 "$LOCK" 2>/dev/null; then
    write_holder
    echo taken
    exit 0
fi
own_folder "$LOCK"
held=
told=
if [ -f "$LOCK/holder" ]; then
    { IFS= read -r held; IFS= read -r told; } <"$LOCK/holder"
fi
if [ "$held" = "$TOKEN" ]; then
    echo taken
elif [ -n "$BREAK" ] && [ "$held" = "$BREAK" ]; then
    aside=$LOCK.$$
    mv "$LOCK" "$aside" || refuse "The lock $LOCK could not be set aside."
    rm -rf "$aside"
    mkdir -m 700 "$LOCK" || refuse "Somebody else took the lock $LOCK at the same moment."
    write_holder
    echo taken
else
    age=$(($(date +%s) - $(stat -c %Y "$LOCK/holder" 2>/dev/null || date +%s)))
    printf 'held %s %s\n%s\n' "$age" "${held:--}" "$told"
fi
