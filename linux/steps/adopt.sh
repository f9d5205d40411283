# The package lies in FILE, where the user who signed in wrote it; root's copy of it is what is hashed and kept.
run_folder
if [ -L "$FILE" ] || [ ! -f "$FILE" ]; then
    refuse "$FILE is no file."
fi
cat "$FILE" >"$RUN_FOLDER/package.part" || refuse "The package could not be copied to $RUN_FOLDER; is the file system full?"
rm -f "$FILE"
rmdir "${FILE%/*}" 2>/dev/null
adopt_part
