"""What every command on a practice host starts with."""

ENVIRONMENT = {
    "PATH": "/opt/practice/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "USER": "root",
    "LOGNAME": "root",
    "SHELL": "/bin/sh",
    "LANG": "C",
}
"""The doubles come before the machine's programs."""
