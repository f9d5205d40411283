# The folder of Windows' own programs.
[Environment]::GetFolderPath('System')
