# How far staging is: started (an installation was begun, nothing more to bring), unpacked, present or absent.
if [ -d "$RUN_FOLDER/install" ]; then
    echo started
elif [ -d "$RUN_FOLDER/media" ]; then
    echo unpacked
elif [ -f "$RUN_FOLDER/package.tar.gz" ] && [ "$(sha256 "$RUN_FOLDER/package.tar.gz")" = "$SHA256" ]; then
    echo present
else
    echo absent
fi
