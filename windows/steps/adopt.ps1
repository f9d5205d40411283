# Takes a package's part for the package if it is whole. Variables: FILE, SHA256, SIZE.
check_folder $RUN_FOLDER
adopt_part $FILE $SIZE $SHA256
