"""Texts that stand in data and are looked up in the catalogue when they are shown."""

from __future__ import annotations


def noted(text: str) -> str:
    """The text itself; the mark by which it comes into the catalogue."""
    return text


STATES = (
    noted("blocked"), noted("unreachable"), noted("undetermined"), noted("ready-with-warnings"), noted("ready"),
    noted("failed"), noted("interrupted"), noted("retry-later"), noted("done-reboot-required"),
    noted("done-with-warnings"), noted("waiting-for-config"), noted("not-begun"), noted("planned"), noted("done"),
    noted("pending"), noted("running"),
    noted("fail"), noted("error"), noted("unknown"), noted("pass"), noted("not-applicable"),
    noted("blocker"), noted("warning"), noted("info"), noted("waived"),
    noted("configuration-server"), noted("process-server"), noted("mobility-agent"), noted("master-target"),
    noted("vmm-server"), noted("hyperv-host"), noted("replication-appliance"),
)  # fmt: skip
"""The words of verdicts, outcomes, steps, statuses, severities and roles."""

JOINTS = (noted(", "), noted("; "), noted(" and "), noted(" or "))
"""What stands between several things."""
