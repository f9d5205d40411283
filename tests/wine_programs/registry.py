"""get KEY NAME | set KEY NAME JSON | delete KEY [NAME]: one registry access, run by the Python of a Windows host."""

import json
import sys
import winreg

assert sys.platform == "win32"

HIVES = {"HKLM": winreg.HKEY_LOCAL_MACHINE, "HKCU": winreg.HKEY_CURRENT_USER}
TYPES = {str: winreg.REG_SZ, int: winreg.REG_DWORD, list: winreg.REG_MULTI_SZ}


def delete(hive: int, key: str) -> None:
    """Remove a key with all below it."""
    with winreg.OpenKey(hive, key) as opened:
        below = [winreg.EnumKey(opened, number) for number in range(winreg.QueryInfoKey(opened)[0])]
    for name in below:
        delete(hive, key + "\\" + name)
    winreg.DeleteKey(hive, key)


action, place, *rest = sys.argv[1:]
root, _, path = place.partition("\\")
hive = HIVES[root]
try:
    if action == "get":
        with winreg.OpenKey(hive, path) as opened:
            print(json.dumps(winreg.QueryValueEx(opened, rest[0])[0]))
    elif action == "set":
        value = json.loads(rest[1])
        with winreg.CreateKey(hive, path) as opened:
            winreg.SetValueEx(opened, rest[0], 0, TYPES[type(value)], value)
    elif rest:
        with winreg.OpenKey(hive, path, 0, winreg.KEY_SET_VALUE) as opened:
            winreg.DeleteValue(opened, rest[0])
    else:
        delete(hive, path)
except FileNotFoundError:
    print("null")
