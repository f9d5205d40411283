# What Windows says of a file's Authenticode signature. Variables: FILE. Prints, with tabs between: signature STATUS
# SUBJECT-BASE64 MESSAGE-BASE64; end. STATUS is Valid, NotSigned, HashMismatch, UnknownError ...; unknown where it cannot be asked.
check_folder $RUN_FOLDER
$path = Join-Path $RUN_FOLDER $FILE
$status = 'unknown'
$subject = ''
$message = ''
try {
    $found = Get-AuthenticodeSignature -FilePath $path
    if ($found) {
        $status = [string]$found.Status
        $message = [string]$found.StatusMessage
        if ($found.SignerCertificate) { $subject = $found.SignerCertificate.Subject }
    }
} catch { $message = $_.Exception.Message }
if (-not $status) { $status = 'unknown' }
"signature`t$status`t$(base64_of ([Text.Encoding]::UTF8.GetBytes($subject)))`t$(base64_of ([Text.Encoding]::UTF8.GetBytes($message)))"
'end'
