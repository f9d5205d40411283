# Start the installer unless it runs, has run, or its agent is there already. "$@" is the installer's command line.
run_folder
passphrase=
case "$(job_state install)" in
absent | vanished)
    if [ "$(agent_value VERSION)" = "$VERSION" ]; then
        echo installed
        exit 0
    fi
    ;;
esac
job_ensure install "$ACCEPTED" "$RUN_FOLDER/media" "$@"
