# Start the configurator unless it runs or has run. The passphrase is the one line on standard input; "$@" is its command line.
run_folder
IFS= read -r passphrase
if [ "$(job_state configure)" = absent ] && [ "$(agent_value AGENT_CONFIGURATION_STATUS)" = Succeeded ]; then
    echo configured
    exit 0
fi
[ -n "$passphrase" ] || refuse "The passphrase did not arrive."
job_ensure configure "$ACCEPTED" / "$@"
