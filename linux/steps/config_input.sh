# What the appliance must be told of this machine, as the agent's own tool prints it.
folder=$(agent_folder) || exit 3
[ -x "$folder/bin/AzureRcmCli" ] || refuse "The agent's tool $folder/bin/AzureRcmCli is missing."
"$folder/bin/AzureRcmCli" --getagentconfiginput --logfile /var/log/ua_install.log </dev/null
