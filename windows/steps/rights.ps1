# Rights of folders: Administrators' and SYSTEM's alone from the moment a folder is there.

# Makes a folder whose rights do not come from the folder above it, which may let every user write.
function make_folder($path) {
    $rights = New-Object Security.AccessControl.DirectorySecurity
    $rights.SetSecurityDescriptorSddlForm('O:BAG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)')
    if ($PSVersionTable.PSVersion.Major -lt 6) {
        [void][IO.Directory]::CreateDirectory($path, $rights)
    } else {
        [void][IO.FileSystemAclExtensions]::CreateDirectory($rights, $path)
    }
}

# SIDs of the owner of a folder and of all who have any right to it.
function trustees_of($path) {
    $sid = [Security.Principal.SecurityIdentifier]
    $acl = Get-Acl $path
    $acl.GetOwner($sid).Value
    $acl.GetAccessRules($true, $true, $sid) | ForEach-Object { $_.IdentityReference.Value }
}

# Administrators, SYSTEM, and the administrator who works now: a machine may make owner who makes a file.
function trusted_sids {
    'S-1-5-32-544'
    'S-1-5-18'
    [Security.Principal.WindowsIdentity]::GetCurrent().User.Value
}
