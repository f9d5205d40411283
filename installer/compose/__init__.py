"""Composing the installers' command lines, pure: what to ask, what an answer is worth, and the lines it makes."""
