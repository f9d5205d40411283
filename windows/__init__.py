"""All input and output with a Windows host belongs here. There is none yet: Windows targets are unreachable."""
