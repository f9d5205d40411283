# The package arrives on standard input; it gets its name only after its hash was found right.
run_folder
part=$RUN_FOLDER/package.part
rm -f "$part"
cat >"$part" || refuse "The package could not be written to $RUN_FOLDER; is the file system full?"
found=$(sha256 "$part")
if [ "$found" != "$SHA256" ]; then
    rm -f "$part"
    refuse "The package arrived with the SHA-256 $found instead of $SHA256."
fi
mv -f "$part" "$RUN_FOLDER/package.tar.gz" || refuse "The package could not be renamed in $RUN_FOLDER."
echo staged
