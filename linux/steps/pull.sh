# The host fetches the package itself. Standard input holds the token, if any, and behind it the certificate that the
# server must show; neither gets into a command line. Says no-tool where nothing here can pin a certificate.
run_folder
IFS= read -r token
pinned=$RUN_FOLDER/pull.pem
part=$RUN_FOLDER/package.part
[ "$OFFSET" != 0 ] || rm -f "$part"
cat >"$pinned" || refuse "$RUN_FOLDER cannot be written to."
if ! command -v curl >/dev/null 2>&1; then
    rm -f "$pinned"
    echo no-tool
    exit 0
fi
options="silent
show-error
fail
connect-timeout = 30
max-time = $SECONDS_TO_FETCH
proto = \"=https\""
if [ -s "$pinned" ]; then
    options="$options
cacert = \"$pinned\"
noproxy = \"*\"
header = \"Authorization: Bearer $token\""
fi
said=$(printf '%s\n' "$options" | curl -q --config - --continue-at - --output "$part" "$URL" 2>&1)
code=$?
rm -f "$pinned"
[ "$code" = 0 ] || refuse "The package could not be fetched; curl ended with $code and said: $said"
adopt_part
