# Start the uninstaller unless it runs or the agent is gone.
run_folder
secret=
state=$(job_state uninstall)
if [ "$state" != running ] && [ ! -f /usr/local/.vx_version ]; then
    echo gone
    exit 0
fi
folder=$(agent_folder) || exit 3
program=${folder%/Vx}/uninstall.sh
if [ "$state" != running ]; then
    [ -f "$program" ] || refuse "The agent's uninstaller $program is missing."
    case "$state" in
    finished*) job_retire uninstall ;; # an agent is there all the same
    esac
fi
job_ensure uninstall "" / "$program" -Y
