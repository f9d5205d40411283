# Exactly the hashed file is unpacked, into a folder that gets its name only when it is complete.
run_folder
if [ -d "$RUN_FOLDER/install" ] || [ -d "$RUN_FOLDER/media" ]; then # begun, or at least unpacked
    echo present
    exit 0
fi
package=$RUN_FOLDER/package.tar.gz
known=$(cat "$RUN_FOLDER/hashed" 2>/dev/null)
if [ -z "$known" ] || [ "$known" != "$(identity "$package")" ]; then # it is not untouched since it was hashed
    found=$(sha256 "$package")
    [ "$found" = "$SHA256" ] || refuse "The staged package has the SHA-256 $found instead of $SHA256."
fi
rm -rf "$RUN_FOLDER/media.part"
mkdir "$RUN_FOLDER/media.part" || refuse "A folder to unpack into could not be made in $RUN_FOLDER."
tar -xzof "$package" -C "$RUN_FOLDER/media.part" </dev/null || refuse "The package could not be unpacked."
[ -f "$RUN_FOLDER/media.part/install" ] || refuse "The package holds no program called install."
mv "$RUN_FOLDER/media.part" "$RUN_FOLDER/media" || refuse "The unpacked folder could not be renamed."
echo unpacked
