# Start the configurator unless it runs or has run. What it registers with (a passphrase, or the file made by the
# appliance) comes on standard input; "$@" are its arguments.
run_folder
secret=$(cat)
if [ "$(job_state configure)" = absent ] && [ "$(agent_value AGENT_CONFIGURATION_STATUS)" = Succeeded ]; then
    echo configured
    exit 0
fi
[ -n "$secret" ] || refuse "What the agent is to be registered with did not arrive."
folder=$(agent_folder) || exit 3
job_ensure configure "$ACCEPTED" / "$folder/bin/UnifiedAgentConfigurator.sh" "$@"
