"""Windows hosts over WinRM: signing in, running scripts, and what it means when that fails."""
