; The self-extractor: /q /x:FOLDER unpacks there; without /x it would run the setup, which the stand-in only says.
; PAYLOAD (a folder), OUTPUT and VERSION are defined by the build.
Unicode true
Target amd64-unicode
Name "STAND-IN for tests, not Azure Site Recovery"
OutFile "${OUTPUT}"
RequestExecutionLevel admin
SetCompressor zlib
SilentInstall silent
VIProductVersion "${VERSION}"
VIAddVersionKey "FileDescription" "STAND-IN for tests, not Azure Site Recovery"
VIAddVersionKey "ProductName" "siteprep stand-in bundle"
VIAddVersionKey "FileVersion" "${VERSION}"

!include "FileFunc.nsh"

Section
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/x:" $1
  IfErrors 0 extract
  System::Call 'kernel32::GetStdHandle(i -11) p .r2'
  FileWrite $2 "STAND-IN: without /x:FOLDER the setup would start here.$\r$\n"
  SetErrorLevel 0
  Quit
extract:
  StrCpy $3 $1 1
  StrCmp $3 '"' 0 +2
  StrCpy $1 $1 -1 1
  SetOutPath "$1"
  IfErrors refused
  File "${PAYLOAD}/*.*"
  IfErrors refused
  SetErrorLevel 0
  Quit
refused:
  SetErrorLevel 1
SectionEnd
