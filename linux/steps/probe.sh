# How far staging is: started (an installation was begun, nothing more to bring), unpacked, present or absent; absent
# is followed by the size and the hash of the part that arrived before.
part=$RUN_FOLDER/package.part
if [ -d "$RUN_FOLDER/install" ]; then
    echo started
elif [ -d "$RUN_FOLDER/media" ]; then
    echo unpacked
elif [ -f "$RUN_FOLDER/package.tar.gz" ] && [ "$(sha256 "$RUN_FOLDER/package.tar.gz")" = "$SHA256" ]; then
    echo present
elif [ -f "$part" ] && [ ! -L "$part" ]; then
    echo "absent $(file_size "$part") $(sha256 "$part")"
else
    echo "absent 0 -"
fi
