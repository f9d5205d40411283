# The package, from byte OFFSET on, arrives on standard input; it gets its name only after its hash was found right.
run_folder
part=$RUN_FOLDER/package.part
if [ "$OFFSET" != 0 ]; then
    # A copy: whoever began it may still hold the old file open.
    cp "$part" "$part.new" || refuse "The part in $RUN_FOLDER could not be taken up again; is the file system full?"
    mv -f "$part.new" "$part"
    [ "$(file_size "$part")" = "$OFFSET" ] || refuse "The part in $RUN_FOLDER has changed meanwhile."
else
    rm -f "$part"
    : >"$part" || refuse "$RUN_FOLDER cannot be written to."
fi
cat >>"$part" || refuse "The package could not be written to $RUN_FOLDER; is the file system full?"
adopt_part
