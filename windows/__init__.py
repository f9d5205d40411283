"""All input and output with a Windows host belongs here. Nothing does so yet: Windows targets are told as unreachable."""
